//! A server on the loopback interface that gives one answer and remembers what it was asked.

use std::collections::BTreeMap;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// What the server answers.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reply {
    #[serde(default)]
    pub(crate) status: u16,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Option<Value>,
    pub(crate) body_text: Option<String>,
    /// Never answer.
    #[serde(default)]
    pub(crate) hang: bool,
}

/// What the server was asked.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
}

/// Starts the server; gives its base URL and, once it was asked, the question.
pub(crate) async fn serve(reply: Reply) -> (String, oneshot::Receiver<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = oneshot::channel();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let asked = read(&mut stream).await;
        sender.send(asked).ok();
        if reply.hang {
            // Holds the connection open until the client gives up.
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await.ok();
            return;
        }
        let body = reply.body_text.clone().unwrap_or_else(|| reply.body.clone().unwrap_or_default().to_string());
        let mut head = format!("HTTP/1.1 {} Reply\r\ncontent-length: {}\r\nconnection: close\r\n", reply.status, body.len());
        if !reply.headers.contains_key("content-type") {
            head.push_str("content-type: application/json\r\n");
        }
        for (name, value) in &reply.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.unwrap();
        stream.shutdown().await.ok();
    });
    (url, receiver)
}

async fn read(stream: &mut TcpStream) -> Asked {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.unwrap();
        assert!(count > 0, "the client closed before its headers were complete");
        bytes.extend_from_slice(&chunk[..count]);
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let path = lines.next().unwrap().split(' ').nth(1).unwrap().to_owned();
    let headers: BTreeMap<String, String> =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    let length: usize = headers["content-length"].parse().unwrap();
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.unwrap();
        assert!(count > 0, "the client closed before its body was complete");
        body.extend_from_slice(&chunk[..count]);
    }
    Asked { path, headers, body: serde_json::from_slice(&body).unwrap() }
}
