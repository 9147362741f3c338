//! HTTP in: the webhook, and what the operator's machinery asks.

pub mod health;
pub mod numbers;
pub mod privacy;
pub mod webhook;

use std::net::SocketAddr;

use axum::Router;
use axum::routing::{get, post};
use loyalty::Loyalty;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use health::Health;
pub use webhook::Door;

/// The routes. `door`: the webhook's path and what stands behind it.
pub fn routes(health: Health, loyalty: Loyalty, door: Option<(String, Door)>) -> Router {
    let pages = Router::new()
        .route("/privacy/{shop}", get(privacy::show))
        .route("/privacy.css", get(privacy::style))
        .with_state(loyalty);
    let routes = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .with_state(health)
        .route("/metrics", get(numbers::show))
        .merge(pages);
    match door {
        Some((path, door)) => routes.merge(Router::new().route(&path, post(webhook::deliver)).with_state(door)),
        None => routes,
    }
}

/// Opens the port. The address says which one, where any would do.
pub async fn open(address: SocketAddr) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await?;
    let bound = listener.local_addr()?;
    Ok((listener, bound))
}

/// Serves until `stop`, then finishes what was begun.
pub async fn serve(listener: TcpListener, routes: Router, stop: CancellationToken) {
    let served = axum::serve(listener, routes)
        .with_graceful_shutdown(stop.cancelled_owned())
        .await;
    if let Err(error) = served {
        tracing::error!(%error, "the web server stopped");
    }
}
