//! What each kind of job does, one file per kind.

pub mod night;
pub mod remove_post;
pub mod return_stars;
