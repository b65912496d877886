//! Serves a folder as S3: `s3 FOLDER PORT KEY SECRET BUCKET…`.

#![allow(clippy::wildcard_imports, reason = "there are thirty names of S3")]
#![expect(clippy::disallowed_methods, reason = "it makes the folders of its buckets")]

#[path = "../../../tests/publish/object/server.rs"]
mod server;

use std::{env, io, path::Path};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> io::Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    let [folder, port, key, secret, buckets @ ..] = words.as_slice() else {
        return Err(io::Error::other("write: s3 FOLDER PORT KEY SECRET BUCKET…"));
    };
    let buckets: Vec<&str> = buckets.iter().map(String::as_str).collect();
    let shelf = server::Shelf::open(Path::new(folder), &buckets)?;
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    server::serve(listener, shelf.signed(key, secret)).await;
    Ok(())
}
