//! What each kind of job does, one file per kind.

pub mod birthdays;
pub mod night;
pub mod offers;
pub mod remove_post;
pub mod return_stars;
pub mod set_tag;
