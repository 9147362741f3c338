//! HTTP on loopback: `/bot<token>/<method>` and `/file/bot<token>/<path>`; everything else is the page's.

use std::{fmt, time::Duration};

use bytes::Bytes;
use chrono::TimeDelta;
use http_body_util::{BodyExt, Either, Full, LengthLimitError, Limited};
use hyper::{
    Request as HttpRequest, Response, StatusCode,
    body::Incoming,
    header::{CONTENT_TYPE, HeaderValue},
    http::request::Parts,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Map, Value};
use tokio::net::{TcpListener, TcpStream};

use super::{
    Act, Refusal,
    decode::{Request, unescape_path},
    log::Entry,
};
use crate::{
    delivery::polling,
    door,
    faults::Fault,
    page::http as page,
    shared::Shared,
    spec::{Method, SPEC_DATA},
    world::Key,
};

/// The largest request the Bot API takes, with room for what goes around a 50 MB file.
const LARGEST_REQUEST: usize = 51 * 1024 * 1024;

/// The connection ends without an answer.
#[derive(Debug)]
struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was cut")
    }
}

impl std::error::Error for Cut {}

type Reply = Response<Full<Bytes>>;

pub(crate) async fn serve(listener: TcpListener, shared: Shared) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: others will end and give theirs back.
            shared.pause(Duration::from_millis(10)).await;
            continue;
        };
        drop(stream.set_nodelay(true));
        let connection = connection(stream, shared.clone());
        shared.spawn(connection);
    }
}

async fn connection(stream: TcpStream, shared: Shared) {
    let service = service_fn(|request| respond(shared.clone(), request));
    let served = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::trace!(%error, "a connection ended early");
    }
}

async fn respond(shared: Shared, request: HttpRequest<Incoming>) -> Result<Response<page::Body>, Cut> {
    let path = unescape_path(request.uri().path());
    if path.starts_with("/bot") || path.starts_with("/file/bot") {
        return Ok(serve_bot(shared, request, &path).await?.map(Either::Left));
    }
    Ok(page::respond(&shared, request).await)
}

async fn serve_bot(shared: Shared, request: HttpRequest<Incoming>, path: &str) -> Result<Reply, Cut> {
    // A page of any site can send requests to this machine, and so drive a bot whose token it has heard of.
    if door::is_from_a_page(request.headers()) || !door::is_for_this_machine(request.headers()) {
        return Ok(refused(&Refusal::forbidden(
            "the playground is for programs on this machine",
        )));
    }
    if let Some(path) = path.strip_prefix("/file/bot") {
        return Ok(file(&shared, path));
    }
    let rest = path.strip_prefix("/bot").unwrap_or_default();
    let (token, name) = rest.split_once('/').unwrap_or((rest, ""));
    let bot = shared.lock().tokens.get(token).copied();
    let Some(bot) = bot else {
        shared.lock().breach(format!("{name}: an unknown token was used"));
        return Ok(turned_away(&shared, name, &Refusal::unauthorized()));
    };
    let Some(method) = SPEC_DATA.method(name) else {
        let refusal = Refusal::no_such_method(name);
        shared.lock().breach(refusal.breach.clone().unwrap_or_default());
        return Ok(turned_away(&shared, name, &refusal));
    };
    match read(request).await? {
        Ok(request) => call(&shared, bot, method, request).await,
        Err(refusal) => {
            shared.lock().blame(method, &refusal);
            Ok(turned_away(&shared, method.name, &refusal))
        }
    }
}

/// Refuses a call that came to no method, for all to read.
fn turned_away(shared: &Shared, method: &str, refusal: &Refusal) -> Reply {
    Entry::named(method).turned_away(&mut shared.lock(), refusal.to_json());
    refused(refusal)
}

/// A request that came whole, or why it is refused; whoever hangs up in the middle of it is answered nothing.
async fn read(request: HttpRequest<Incoming>) -> Result<Result<Request, Refusal>, Cut> {
    let (parts, body) = request.into_parts();
    match Limited::new(body, LARGEST_REQUEST).collect().await {
        Ok(body) => Ok(decode(&parts, body.to_bytes()).await),
        Err(error) if error.is::<LengthLimitError>() => Ok(Err(Refusal::too_large())),
        Err(_) => Err(Cut),
    }
}

async fn decode(parts: &Parts, body: Bytes) -> Result<Request, Refusal> {
    let mut decoded = Request::default();
    if let Some(query) = parts.uri.query() {
        decoded.read_form(query);
    }
    let content_type = parts.headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.starts_with("application/json") {
        decoded.read_json(&body)?;
    } else if let Ok(boundary) = multer::parse_boundary(content_type) {
        decoded.read_multipart(boundary, body).await?;
    } else if !body.is_empty() {
        let form = std::str::from_utf8(&body).map_err(|_| Refusal::fault("strings must be encoded in UTF-8"))?;
        decoded.read_form(form);
    }
    Ok(decoded)
}

async fn call(shared: &Shared, bot: i64, method: &'static Method, mut request: Request) -> Result<Reply, Cut> {
    let typed = request.typed(method);
    let fault = shared.lock().faults.draw(method.name);
    match &fault {
        Some(Fault::CutBefore) => {
            let entry = Entry::new(method.name, typed.unwrap_or_default(), &request, fault.as_ref());
            entry.turned_away(&mut shared.lock(), Value::Null);
            return Err(Cut);
        }
        Some(Fault::SlowThenOk(time)) => shared.pause(*time).await,
        _ => {}
    }
    if method.name == "getUpdates" && matches!(fault, None | Some(Fault::SlowThenOk(_) | Fault::CutAfter)) {
        return poll(shared, bot, method, typed, &request, fault.as_ref()).await;
    }
    let reply = perform(shared, bot, method, typed, &request, fault.as_ref());
    if fault == Some(Fault::CutAfter) {
        Err(Cut)
    } else {
        Ok(reply)
    }
}

async fn poll(
    shared: &Shared,
    bot: i64,
    method: &'static Method,
    typed: Result<Map<String, Value>, Refusal>,
    request: &Request,
    fault: Option<&Fault>,
) -> Result<Reply, Cut> {
    let (params, polled) = match typed {
        Ok(params) => {
            let polled = polling::get_updates(shared, bot, &params).await;
            (params, polled)
        }
        Err(refusal) => (Map::new(), Err(refusal)),
    };
    let entry = Entry::new(method.name, params, request, fault);
    match polled {
        Ok(updates) => {
            // A bot that waits polls for ever, which is nothing to read.
            if !updates.is_empty() {
                entry.brought(&mut shared.lock(), &updates);
            }
            if fault == Some(&Fault::CutAfter) {
                return Err(Cut);
            }
            let body = format!("{{\"ok\":true,\"result\":[{}]}}", updates.join(","));
            Ok(reply(StatusCode::OK, body.into()))
        }
        Err(refusal) => {
            let mut world = shared.lock();
            world.blame(method, &refusal);
            entry.turned_away(&mut world, refusal.to_json());
            Ok(refused(&refusal))
        }
    }
}

fn perform(
    shared: &Shared,
    bot: i64,
    method: &'static Method,
    typed: Result<Map<String, Value>, Refusal>,
    request: &Request,
    fault: Option<&Fault>,
) -> Reply {
    let mut world = shared.lock();
    let (params, outcome) = match (typed, fault) {
        (Ok(params), Some(Fault::TooManyRequests { retry_after })) => {
            if writes(method.name) {
                world.impose_wait(bot, &params, (*retry_after).into());
            }
            (params, Err(Refusal::too_many_requests((*retry_after).into())))
        }
        (Ok(params), Some(Fault::ServerError)) => (params, Err(Refusal::bad_gateway())),
        (Ok(params), _) => {
            let mut act = Act {
                world: &mut world,
                shared,
                bot,
                params: &params,
                uploads: &request.uploads,
            };
            let outcome = act.perform(method.name);
            (params, outcome)
        }
        (Err(refusal), _) => (Map::new(), Err(refusal)),
    };
    let (reply, ok, answer) = match outcome {
        Ok(result) => {
            let mut body = Vec::with_capacity(512);
            body.extend_from_slice(b"{\"ok\":true,\"result\":");
            // Writing a JSON value to memory cannot fail.
            drop(serde_json::to_writer(&mut body, &result));
            body.push(b'}');
            (reply(StatusCode::OK, body.into()), true, result)
        }
        Err(refusal) => {
            world.blame(method, &refusal);
            (refused(&refusal), false, refusal.to_json())
        }
    };
    Entry::new(method.name, params, request, fault).performed(&mut world, ok, answer);
    reply
}

/// Whether a method puts something before people's eyes, so that its 429 is about the chat.
fn writes(method: &str) -> bool {
    let verbs = ["send", "copy", "forward", "edit"];
    method != "sendChatAction" && verbs.iter().any(|verb| method.starts_with(verb))
}

impl crate::world::World {
    fn blame(&mut self, method: &Method, refusal: &Refusal) {
        if let Some(breach) = &refusal.breach {
            self.breach(format!("{}: {breach} ({})", method.name, refusal.code));
        }
    }

    fn impose_wait(&mut self, bot: i64, params: &Map<String, Value>, seconds: i64) {
        let Some(id) = params.get("chat_id").and_then(Value::as_i64) else {
            return;
        };
        let key = Key::of(bot, id);
        let until = self.now() + TimeDelta::seconds(seconds);
        self.limits.told_to_wait(bot, key, until);
    }
}

fn reply(status: StatusCode, body: Bytes) -> Reply {
    let mut reply = Response::new(Full::new(body));
    *reply.status_mut() = status;
    reply
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}

fn refused(refusal: &Refusal) -> Reply {
    let status = StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::BAD_REQUEST);
    let mut reply = reply(status, refusal.to_json().to_string().into());
    if let Some(seconds) = refusal.retry_after {
        reply.headers_mut().insert("Retry-After", seconds.into());
    }
    reply
}

fn file(shared: &Shared, path: &str) -> Reply {
    let world = shared.lock();
    let found = path.split_once('/').and_then(|(token, path)| {
        let bot = world.tokens.get(token)?;
        world.files.at_path(path).filter(|file| file.serves(*bot))
    });
    match found {
        Some(file) => {
            let mut reply = reply(StatusCode::OK, file.bytes.clone());
            reply
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
            reply
        }
        None => refused(&Refusal::no_such_method(path)),
    }
}
