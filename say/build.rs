//! A changed text is a changed program: the texts are read by a macro, which the compiler cannot see.

fn main() {
    println!("cargo:rerun-if-changed=../locales");
}
