//! What the page asks for over HTTP, and who may ask.
//!
//! Everything here answers a browser on this machine only: a page of another site can send requests to loopback, so
//! the host's name, the origin and a header that only the own page sets are looked at.

use std::convert::Infallible;

use bytes::Bytes;
use futures::stream::BoxStream;
use http_body_util::{BodyExt, Either, Full, LengthLimitError, Limited, StreamBody};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Frame, Incoming},
    header::{
        CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, ORIGIN, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;

use super::{Refused, acts, files, live, look, told};
use crate::{api::unescape_path, door, shared::Shared};

/// The largest question. Files come by themselves.
const LARGEST_QUESTION: usize = 256 * 1024;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A whole answer, or one that goes on.
pub(crate) type Body = Either<Full<Bytes>, StreamBody<BoxStream<'static, Result<Frame<Bytes>, Infallible>>>>;
pub(super) type Reply = Response<Body>;

pub(crate) async fn respond(shared: &Shared, request: Request<Incoming>) -> Reply {
    let mut reply = match admit(&request) {
        Ok(()) => route(shared, request).await.unwrap_or_else(|refused| refusal(&refused)),
        Err(refused) => refusal(&refused),
    };
    let headers = reply.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    reply
}

async fn route(shared: &Shared, request: Request<Incoming>) -> Result<Reply, Refused> {
    let path = unescape_path(request.uri().path());
    let is_get = request.method() == Method::GET;
    match (is_get, path.as_str()) {
        (true, "/") => files::of_the_page("index.html"),
        (true, "/play/live") => Ok(live::stream(shared)),
        (false, "/play/look") => answer(&look::look(shared, &read(request).await?)?),
        (false, "/play/older") => answer(&look::older(shared, &read(request).await?)?),
        (false, "/play/transcript") => answer(&told::transcript(shared, &read(request).await?)?),
        (false, "/play/members") => answer(&told::members(shared, &read(request).await?)?),
        (false, "/play/act") => answer(&acts::act(shared, read(request).await?).await?),
        (false, "/play/upload") => answer(&acts::upload(shared, request).await?),
        (_, "/" | "/play/live" | "/play/look" | "/play/older" | "/play/transcript" | "/play/members" | "/play/act")
        | (true, "/play/upload") => Err(Refused::wrong_method()),
        (true, path) => {
            if let Some(name) = path.strip_prefix("/page/") {
                files::of_the_page(name)
            } else if let Some(handle) = path.strip_prefix("/play/file/") {
                files::of_a_message(shared, handle)
            } else {
                Err(Refused::unknown("There is nothing at this address."))
            }
        }
        (false, _) => Err(Refused::unknown("There is nothing at this address.")),
    }
}

/// Lets in only requests to this very machine, and only the own page's where something can change.
fn admit(request: &Request<Incoming>) -> Result<(), Refused> {
    let headers = request.headers();
    if !door::is_for_this_machine(headers) {
        return Err(Refused::foreign("This page is for this machine only."));
    }
    if request.method() == Method::GET {
        return Ok(());
    }
    if request.method() != Method::POST {
        return Err(Refused::wrong_method());
    }
    let is_own = headers.get("X-Playground").is_some_and(|value| value == "1");
    let is_here = match headers.get(ORIGIN) {
        Some(origin) => {
            let own = door::host_of(headers).map(|host| format!("http://{host}"));
            origin.to_str().ok() == own.as_deref()
        }
        None => true,
    };
    if is_own && is_here {
        Ok(())
    } else {
        Err(Refused::foreign("Only the playground's own page may ask for this."))
    }
}

async fn read<T: DeserializeOwned>(request: Request<Incoming>) -> Result<T, Refused> {
    let body = body(request, LARGEST_QUESTION).await?;
    serde_json::from_slice(&body)
        .map_err(|error| Refused::nonsense(format!("The playground does not understand that: {error}.")))
}

/// The body of a request, if it is no larger than that.
pub(super) async fn body(request: Request<Incoming>, most: usize) -> Result<Bytes, Refused> {
    let too_large = || Refused::too_large(format!("That is larger than {} MB.", most.div_ceil(1024 * 1024)));
    let announced = request.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        return Err(too_large());
    }
    match Limited::new(request.into_body(), most).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(_) => Err(Refused::nonsense("That did not arrive whole.")),
    }
}

fn answer(value: &impl Serialize) -> Result<Reply, Refused> {
    let body = serde_json::to_vec(value).map_err(|error| Refused::nonsense(error.to_string()))?;
    Ok(reply(StatusCode::OK, "application/json", body.into()))
}

fn refusal(refused: &Refused) -> Reply {
    let body = json!({ "ok": false, "error": refused.words });
    reply(refused.status, "application/json", body.to_string().into())
}

pub(super) fn reply(status: StatusCode, content_type: &'static str, body: Bytes) -> Reply {
    let mut reply = Response::new(Either::Left(Full::new(body)));
    *reply.status_mut() = status;
    reply
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply
}
