//! Prints everything the bot says, for whoever wants to read it through: `cargo run -p say --example book -- id`.

#[path = "../tests/book/mod.rs"]
mod book;

fn main() {
    let lang = std::env::args()
        .nth(1)
        .and_then(|tag| domain::Lang::for_tag(&tag))
        .unwrap_or_default();
    for page in book::pages(lang, &book::People::ordinary()) {
        println!("── {}::{}\n{}\n", page.module, page.function, page.text);
    }
}
