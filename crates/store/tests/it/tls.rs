//! Encrypted connections to a server by URL. The bundled server speaks no TLS, so these need an installed one.

use std::{
    env, fs,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use store::{Identity, Postgres, ServerChoice, Settings, StoreError};

use crate::support::{Folder, open, opened, refused};

/// A server with TLS whose certificate, for `localhost` only, is signed by an authority of its own.
struct Secure {
    folder: Folder,
    server: Postgres,
    /// The authority's certificate.
    root: PathBuf,
    /// Another authority's.
    other_root: PathBuf,
}

/// An authority that nobody knows.
fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

impl Secure {
    /// None where no PostgreSQL is installed and nobody demands that one is.
    async fn server() -> Option<Self> {
        let folder = Folder::new();
        let settings = Settings { server: ServerChoice::Installed, ..folder.settings() };
        let server = match open(&settings).await.0 {
            Ok(server) => server,
            Err(StoreError::NoServer { installed, .. }) if env::var("GATEWRIGHT_TEST_POSTGRES").as_deref() != Ok("installed") => {
                eprintln!("not tried: {installed}");
                return None;
            }
            Err(error) => panic!("{error}"),
        };
        let signer = authority("An authority of a test");
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &signer).unwrap();
        let root = folder.path().join("root.crt");
        fs::write(&root, signer.pem()).unwrap();
        let other_root = folder.path().join("other.crt");
        fs::write(&other_root, authority("Another authority").pem()).unwrap();
        let this = Self { folder, server, root, other_root };
        this.presents(&certificate.pem(), &key.serialize_pem()).await;
        Some(this)
    }

    /// Has the server present a certificate from now on.
    async fn presents(&self, certificate: &str, key: &str) {
        let cluster = self.folder.cluster();
        let owner = fs::metadata(&cluster).unwrap();
        for (name, text) in [("tls.crt", certificate), ("tls.key", key)] {
            let file = cluster.join(name);
            fs::write(&file, text).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
            chown(&file, Some(owner.uid()), Some(owner.gid())).unwrap();
        }
        let superuser = self.server.superuser().await.unwrap();
        for statement in [
            "alter system set ssl_cert_file = 'tls.crt'",
            "alter system set ssl_key_file = 'tls.key'",
            "alter system set ssl = on",
            "select pg_reload_conf()",
        ] {
            superuser.batch_execute(statement).await.unwrap();
        }
        superuser.close().await;
        // The reload is a signal; whoever demands TLS sees when it has arrived.
        while let Err(error) = open(&self.by_url("localhost", "sslmode=require")).await.0 {
            assert!(matches!(&error, StoreError::Tls { .. }), "{error}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    fn by_url(&self, host: &str, parameters: &str) -> Settings {
        // Of a server by URL one login is both owner and service.
        let url = self.server.url(Identity::Bootstrap).unwrap().replace("127.0.0.1", host);
        let request = self.server.url(Identity::Request).unwrap().replace("127.0.0.1", host);
        Settings {
            database_url: Some(format!("{url}?{parameters}")),
            request_url: Some(format!("{request}?{parameters}")),
            ..Settings::new("/nonexistent")
        }
    }

    async fn opened(&self, host: &str, parameters: &str) -> Postgres {
        opened(&self.by_url(host, parameters)).await
    }

    /// As the server itself sees the connection; requests may not look at sessions.
    async fn encrypts(&self, client: &tokio_postgres::Client) -> bool {
        let pid: i32 = client.query_one("select pg_catalog.pg_backend_pid()", &[]).await.unwrap().get(0);
        let superuser = self.server.superuser().await.unwrap();
        let encrypted = superuser.query_one("select ssl from pg_catalog.pg_stat_ssl where pid = $1", &[&pid]).await.unwrap().get(0);
        superuser.close().await;
        encrypted
    }

    async fn refused(&self, host: &str, parameters: &str) -> String {
        let error = refused(&self.by_url(host, parameters)).await;
        assert!(matches!(error, StoreError::Tls { .. }), "{error}");
        error.to_string()
    }
}

fn verified(mode: &str, root: &Path) -> String {
    format!("sslmode={mode}&sslrootcert={}", root.display())
}

#[tokio::test]
async fn what_demands_encryption_gets_it_on_every_kind_of_connection() {
    let Some(secure) = Secure::server().await else { return };
    let full = verified("verify-full", &secure.root);
    for parameters in ["", "sslmode=prefer", "sslmode=require", &verified("verify-ca", &secure.root), &full] {
        let postgres = secure.opened("localhost", parameters).await;
        assert!(secure.encrypts(&postgres.get(Identity::Service).await.unwrap()).await, "{parameters}");
        assert!(secure.encrypts(&postgres.get(Identity::Request).await.unwrap()).await, "{parameters}");
        let mut listener = postgres.direct(Identity::Owner).await.unwrap();
        assert!(secure.encrypts(&listener).await, "{parameters}");
        listener.batch_execute("listen heard").await.unwrap();
        postgres.get(Identity::Owner).await.unwrap().batch_execute("notify heard, 'through'").await.unwrap();
        assert_eq!(listener.notification().await.unwrap().payload(), "through", "{parameters}");
        postgres.close().await.unwrap();
    }
    let plain = secure.opened("localhost", "sslmode=disable").await;
    assert!(!secure.encrypts(&plain.get(Identity::Service).await.unwrap()).await);
    plain.close().await.unwrap();
}

#[tokio::test]
async fn a_certificate_is_verified_as_far_as_the_mode_says() {
    let Some(secure) = Secure::server().await else { return };
    // Nobody vouches for it.
    for mode in ["verify-full", "verify-ca", "require"] {
        let said = secure.refused("localhost", &verified(mode, &secure.other_root)).await;
        assert!(said.contains("not signed by any of the roots") && said.contains("sslrootcert=FILE"), "{mode}: {said}");
    }
    let said = secure.refused("localhost", "sslmode=verify-full&sslrootcert=system").await;
    assert!(said.contains("not signed by any of the roots"), "{said}");
    // It is for another host.
    let said = secure.refused("127.0.0.1", &verified("verify-full", &secure.root)).await;
    assert!(said.contains("127.0.0.1") && said.contains("localhost") && said.contains("sslmode=verify-ca"), "{said}");
    for mode in ["verify-ca", "require"] {
        secure.opened("127.0.0.1", &verified(mode, &secure.root)).await.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_server_may_vouch_for_itself_where_its_certificate_is_a_root() {
    let Some(secure) = Secure::server().await else { return };
    // As `openssl req -x509` makes them: an authority that is also the server.
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    secure.presents(&certificate.pem(), &key.serialize_pem()).await;
    let own = secure.folder.path().join("own.crt");
    fs::write(&own, certificate.pem()).unwrap();
    secure.opened("localhost", &verified("verify-full", &own)).await.close().await.unwrap();
    let said = secure.refused("127.0.0.1", &verified("verify-full", &own)).await;
    assert!(said.contains("127.0.0.1"), "{said}");
    secure.refused("localhost", &verified("verify-full", &secure.other_root)).await;

    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    (params.not_before, params.not_after) = (rcgen::date_time_ymd(2001, 1, 1), rcgen::date_time_ymd(2002, 1, 1));
    let certificate = params.self_signed(&key).unwrap();
    secure.presents(&certificate.pem(), &key.serialize_pem()).await;
    fs::write(&own, certificate.pem()).unwrap();
    let said = secure.refused("localhost", &verified("verify-full", &own)).await;
    assert!(said.contains("expired"), "{said}");
}

#[tokio::test]
async fn a_server_without_tls_is_refused_where_it_is_demanded() {
    let database = testkit::empty_database().await;
    let by_url = |parameters: &str| {
        let url = format!("{}?{parameters}", database.url(Identity::Owner));
        Settings { database_url: Some(url), ..Settings::new("/nonexistent") }
    };
    for mode in ["require", "verify-full"] {
        let error = refused(&by_url(&format!("sslmode={mode}"))).await;
        assert!(matches!(&error, StoreError::Tls { .. }) && error.to_string().contains("does not offer TLS"), "{error}");
    }
    opened(&by_url("sslmode=prefer")).await.close().await.unwrap();
}
