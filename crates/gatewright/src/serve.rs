//! The server beside the engine: requests, streams, webhooks.

use accounts::Accounts;
use api::{Api, Dispatcher, Server, Settings};
use engine::Engine;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::cli::ServeArgs;
use crate::failure::CommandError;
use crate::site;

/// A server that runs.
pub(crate) struct Serving {
    url: String,
    admin_link: Option<String>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
    webhooks: JoinHandle<()>,
}

impl Serving {
    /// Listens and serves.
    pub(crate) async fn start(app: &App, engine: &Engine, args: &ServeArgs) -> Result<Self, CommandError> {
        let server = Server::bind(args.listen).await.map_err(|error| {
            CommandError::unavailable(
                "CANNOT_LISTEN",
                format!("cannot listen on {}: {error}; choose another address with --listen, or 127.0.0.1:0 for a free port", args.listen),
            )
        })?;
        let address = server.address();
        let database = app.postgres.database().clone();
        let url = site::reached_at(address);
        let site_url = args.site_url.clone().unwrap_or_else(|| url.clone());
        if let Err(error) = site::remember(app.data_dir(), &site_url) {
            eprintln!("warning: {} was not written down for `keys` and `users`: {error}", site_url);
        }
        let config = accounts::Config::new(site_url);
        let accounts = Accounts::open(database.clone(), accounts::Config { sign_up: !args.no_sign_up, ..config })
            .await
            .map_err(|error| CommandError::unavailable("ACCOUNTS", error.to_string()))?;
        let admin_link = accounts.first_admin_link().await.map_err(|error| CommandError::unavailable("ACCOUNTS", error.to_string()))?;
        let settings = Settings {
            allowed_origins: args.allow_origin.clone(),
            webhooks_to_private_addresses: args.webhooks_to_private_addresses,
            local: args.listen.ip().is_loopback(),
            postgres_version: app.postgres.server_version().to_string(),
        };
        let dispatcher = Dispatcher::new(database.clone(), args.webhooks_to_private_addresses)
            .map_err(|error| CommandError::failed("HTTP_CLIENT", format!("webhooks cannot be sent: {error}")))?
            .beside(engine.handle());
        let api = Api::new(database, app.content.clone(), app.flows.clone(), engine.handle(), accounts, settings);
        let (stop, asked) = oneshot::channel();
        let serving = tokio::spawn(server.serve(api, async {
            // A sender that is gone asks too.
            let _ = asked.await;
        }));
        Ok(Self { url, admin_link, stop, serving, webhooks: tokio::spawn(dispatcher.work()) })
    }

    /// Where it is reached.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Where the first admin chooses an address and a password; none once one can sign in.
    pub(crate) fn admin_link(&self) -> Option<&str> {
        self.admin_link.as_deref()
    }

    /// Returns when the server has ended by itself, with why.
    pub(crate) async fn ended(&mut self) -> String {
        match (&mut self.serving).await {
            Ok(Ok(())) => "it ended without being asked".to_owned(),
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        }
    }

    /// Takes no more requests, and waits a while for those under way.
    pub(crate) async fn stop(self) {
        self.webhooks.abort();
        // A server that is gone needs no word.
        let _ = self.stop.send(());
        if !self.serving.is_finished()
            && let Ok(Err(error)) = self.serving.await
        {
            tracing::warn!(%error, "the server did not end in good order");
        }
    }
}
