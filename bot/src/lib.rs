//! The program `regulars`: Telegram in, one act, words out.

pub mod app;
pub mod cashier;
pub mod cli;
pub mod club;
pub mod codes;
pub mod courier;
#[cfg(feature = "demo")]
pub mod demo;
pub mod desk;
pub mod doorman;
pub mod gauges;
pub mod handlers;
mod hush;
pub mod init;
pub mod jobs;
pub mod key_commands;
pub mod keys;
pub mod lanes;
pub mod letters;
pub mod lists;
pub mod menus;
pub mod pictures;
pub mod prompter;
mod rounds;
pub mod scheduler;
pub mod settings;
pub mod slots;
pub mod studio;
pub mod tap;
pub mod telegram;
pub mod web;
pub mod worker;
