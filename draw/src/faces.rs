//! The coupon faces drawn last.

use std::sync::{Arc, Mutex, PoisonError};

use crate::picture::Picture;
use crate::{CouponFace, DrawError};

/// A shop has a few gifts in a few languages; a face takes some 100 kB.
const ROOM: usize = 4 * 1024 * 1024;

/// Faces by what is on them, the one asked for last at the end.
#[derive(Default)]
pub(crate) struct Faces(Mutex<Vec<Kept>>);

struct Kept {
    shop: String,
    title: String,
    terms: String,
    valid: String,
    footnote: String,
    hue: u16,
    face: Arc<Picture>,
}

impl Kept {
    fn is_of(&self, coupon: &CouponFace<'_>) -> bool {
        self.title == coupon.title
            && self.shop == coupon.shop
            && self.terms == coupon.terms
            && self.valid == coupon.valid
            && self.footnote == coupon.footnote
            && self.hue == coupon.hue
    }

    fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.shop.len()
            + self.title.len()
            + self.terms.len()
            + self.valid.len()
            + self.footnote.len()
            + self.face.bytes()
    }
}

impl Faces {
    /// The face of a coupon. Nobody waits while another face is drawn.
    pub(crate) fn find_or_draw(
        &self,
        coupon: &CouponFace<'_>,
        draw: impl FnOnce() -> Result<Picture, DrawError>,
    ) -> Result<Arc<Picture>, DrawError> {
        if let Some(face) = self.find(coupon) {
            return Ok(face);
        }
        let face = Arc::new(draw()?);
        self.keep(coupon, Arc::clone(&face));
        Ok(face)
    }

    fn find(&self, coupon: &CouponFace<'_>) -> Option<Arc<Picture>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().rposition(|kept| kept.is_of(coupon))?;
        kept[place..].rotate_left(1);
        kept.last().map(|kept| Arc::clone(&kept.face))
    }

    fn keep(&self, coupon: &CouponFace<'_>, face: Arc<Picture>) {
        let new = Kept {
            shop: coupon.shop.to_owned(),
            title: coupon.title.to_owned(),
            terms: coupon.terms.to_owned(),
            valid: coupon.valid.to_owned(),
            footnote: coupon.footnote.to_owned(),
            hue: coupon.hue,
            face,
        };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| !kept.is_of(coupon));
        kept.push(new);
        let mut bytes = kept.iter().map(Kept::bytes).sum::<usize>();
        let forgotten = kept
            .iter()
            .take_while(|kept| {
                let too_much = bytes > ROOM;
                bytes -= kept.bytes();
                too_much
            })
            .count();
        kept.drain(..forgotten);
    }
}
