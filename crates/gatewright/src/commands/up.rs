//! `gatewright up` and `gatewright worker`: host the engine until told to stop.

use std::time::Duration;

use serde_json::json;

use super::print_failed;
use crate::app::App;
use crate::cli::{Global, HostArgs, ModelArgs, ServeArgs, UpArgs, WorkerArgs};
use crate::failure::{CommandError, Exit};
use crate::report::Output;
use crate::serve::Serving;

/// Brings PostgreSQL and the server up, takes up interrupted runs, and stays.
pub(crate) async fn up(global: &Global, args: UpArgs, output: Output) -> Result<Option<Exit>, CommandError> {
    let app = App::open(global, &args.models, args.port).await?.with_private_addresses(args.serve.webhooks_to_private_addresses);
    host(app, Some(&args.serve), &args.host, output).await
}

/// Works on runs of a database that somebody else looks after.
pub(crate) async fn worker(global: &Global, args: WorkerArgs, output: Output) -> Result<Option<Exit>, CommandError> {
    let app = App::open(global, &ModelArgs::default(), None).await?.with_private_addresses(args.private_addresses);
    host(app, None, &args.host, output).await
}

/// Why the process ends.
enum End {
    Asked,
    PostgresDied,
    ServerEnded(String),
}

async fn host(app: App, serve: Option<&ServeArgs>, args: &HostArgs, output: Output) -> Result<Option<Exit>, CommandError> {
    let app = app.replacing_hung_after(Duration::from_secs(args.hung_after));
    let mut engine = match app.engine().await {
        Ok(engine) => engine,
        Err(error) => {
            app.close().await;
            return Err(error);
        }
    };
    let serving = match serve {
        Some(args) => Serving::start(&app, &engine, args).await.map(Some),
        None => Ok(None),
    };
    let mut serving = match serving {
        Ok(serving) => serving,
        Err(error) => {
            engine.stop(crate::drive::PATIENCE).await;
            app.close().await;
            return Err(error);
        }
    };
    announce(&app, serving.as_ref(), output)?;
    let scheduler = tokio::spawn(flows::schedules::Scheduler::new(app.flows.clone(), engine.handle()).work());
    let archivist = tokio::spawn(flows::archive::Archivist::new(app.archive()).work());
    let end = tokio::select! {
        () = stop_asked() => End::Asked,
        () = app.postgres_died() => End::PostgresDied,
        why = ended(serving.as_mut()) => End::ServerEnded(why),
    };
    // They are in the middle of nothing that their transaction does not undo.
    scheduler.abort();
    archivist.abort();
    if matches!(end, End::PostgresDied) {
        // There is nothing left to write to.
        drop(engine);
        app.close().await;
        return Err(CommandError::unavailable(
            "POSTGRES_DIED",
            "PostgreSQL ended under this process; what was committed is safe. Start gatewright up again: it recovers the database and takes up \
             interrupted runs. The server's log lies in the folder `postgres` of the data folder",
        ));
    }
    let in_good_order = async {
        // Requests first: they need the engine to answer.
        if let Some(serving) = serving {
            serving.stop().await;
        }
        engine.drain(Duration::from_secs(args.drain)).await;
    };
    tokio::select! {
        () = in_good_order => {}
        () = stop_asked() => {}
    }
    engine.stop(crate::drive::PATIENCE).await;
    app.close().await;
    match end {
        End::ServerEnded(why) => {
            Err(CommandError::failed("SERVER_ENDED", format!("requests are no longer served: {why}; start gatewright up again")))
        }
        End::Asked | End::PostgresDied => Ok(None),
    }
}

fn announce(app: &App, serving: Option<&Serving>, output: Output) -> Result<(), CommandError> {
    let version = app.postgres.server_version().to_string();
    let url = serving.map(Serving::url);
    let admin_link = serving.and_then(Serving::admin_link);
    let document = json!({
        "status": "up", "url": url, "admin_link": admin_link, "postgres": version, "port": app.postgres.port(), "data_dir": app.data_dir(), "account": app.account.name
    });
    output
        .print(&document, || {
            let at = app
                .postgres
                .port()
                .map_or_else(|| "your PostgreSQL".to_owned(), |port| format!("PostgreSQL {version} on 127.0.0.1:{port}"));
            let url = url.as_ref().map(|url| format!("{url}, ")).unwrap_or_default();
            let first = admin_link
                .map(|link| format!("\nnobody can sign in yet; choose address and password here, once: {link}"))
                .unwrap_or_default();
            format!("up: {url}{at}, data in {}{first}\npsql \"$(gatewright db url)\" looks inside; Ctrl-C stops", app.data_dir().display())
        })
        .map_err(print_failed)
}

/// Returns when a server has ended by itself; never where there is none.
async fn ended(serving: Option<&mut Serving>) -> String {
    match serving {
        Some(serving) => serving.ended().await,
        None => std::future::pending().await,
    }
}

/// Ctrl-C, or the service manager's SIGTERM.
async fn stop_asked() {
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(error) => {
            eprintln!("warning: SIGTERM cannot be heard ({error}); Ctrl-C stops");
            // The outcome is the same either way: stop.
            let _ = tokio::signal::ctrl_c().await;
            return;
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
