//! Where pictures are drawn: on one thread of its own, so that no answer waits for another's picture to be
//! computed, and so that the megabytes a picture takes in the making are taken once.

use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::Context;
use draw::{Artist, DrawError};
use tokio::sync::{mpsc, oneshot};

/// Pictures that wait for their turn. Whoever wants one more waits as well.
const WAITING: usize = 64;

type Order = Box<dyn FnOnce(&Artist) + Send>;

/// The way to the thread that draws. Cheap to clone; the thread ends with the last clone.
#[derive(Clone)]
pub struct Studio {
    orders: mpsc::Sender<Order>,
}

impl Studio {
    /// # Errors
    /// When the artist cannot get ready, or the system gives no more threads.
    pub fn open() -> anyhow::Result<Self> {
        let artist = Artist::new().context("no picture can be drawn")?;
        let (orders, mut ordered) = mpsc::channel::<Order>(WAITING);
        let work = move || {
            while let Some(order) = ordered.blocking_recv() {
                // A picture that cannot be drawn is missed by whoever ordered it, and by nobody else.
                drop(catch_unwind(AssertUnwindSafe(|| order(&artist))));
            }
        };
        std::thread::Builder::new().name("studio".to_owned()).spawn(work)?;
        Ok(Self { orders })
    }

    /// Has a picture drawn.
    pub async fn draw(
        &self,
        picture: impl FnOnce(&Artist) -> Result<Vec<u8>, DrawError> + Send + 'static,
    ) -> anyhow::Result<Vec<u8>> {
        let (hand_over, drawn) = oneshot::channel();
        let order = Box::new(move |artist: &Artist| {
            // Whoever ordered it may have gone meanwhile.
            drop(hand_over.send(picture(artist)));
        });
        self.orders.send(order).await.ok().context("the studio is closed")?;
        Ok(drawn.await.context("the picture could not be drawn")??)
    }
}
