//! What a host does that is told to stop while a step is under way.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use rustix::process::Signal;

use crate::home::{Home, Started};

/// A host whose only run waits for this answer.
fn asking() -> (Home, Started, TcpStream) {
    let (home, server) = (Home::new(), TcpListener::bind("127.0.0.1:0").unwrap());
    let address = server.local_addr().unwrap();
    let step = format!("{{id: ask, timeout_ms: 600000, work: {{effect: {{effect: http.request, with: {{url: 'http://{address}/'}}}}}}}}");
    home.write("asks.yaml", format!("grammar: 1\nname: asks\nsteps:\n  - {step}\n"));
    let (host, _) = home.served(&["--listen", "127.0.0.1:0", "--webhooks-to-private-addresses", "--drain", "3600"]);
    home.run(&["flows", "start", "asks.yaml", "--detach"]).succeeded();
    let (mut asked, _) = server.accept().unwrap();
    let mut request = [0; 1024];
    let read = asked.read(&mut request).unwrap();
    assert!(request[..read].starts_with(b"GET / HTTP/1.1"), "{}", String::from_utf8_lossy(&request[..read]));
    (home, host, asked)
}

fn only_run(home: &Home) -> serde_json::Value {
    home.json(&["flows", "runs"]).succeeded().document()[0].clone()
}

#[test]
fn one_that_is_told_to_stop_lets_the_step_end_first() {
    let (home, host, mut asked) = asking();
    host.signal(Signal::TERM);
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(only_run(&home)["status"], "running");
    asked.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}").unwrap();
    let (code, said) = host.ended();
    assert_eq!(code, Some(0), "{said}");
    let run = only_run(&home);
    assert_eq!((&run["status"], &run["steps_done"]), (&"completed".into(), &1.into()), "{run}");
}

#[test]
fn one_that_is_told_again_does_not_wait_and_the_step_is_done_anew_by_the_next() {
    let (home, host, _asked) = asking();
    host.signal(Signal::TERM);
    // The second is heard from the moment in which the first has been.
    std::thread::sleep(std::time::Duration::from_millis(500));
    host.signal(Signal::TERM);
    let (code, said) = host.ended();
    assert_eq!(code, Some(0), "{said}");
    let run = only_run(&home);
    assert_eq!((&run["status"], &run["steps_done"]), (&"running".into(), &0.into()), "{run}");
}
