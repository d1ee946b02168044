//! TLS to a server by URL, with the meanings that libpq gives to `sslmode` and `sslrootcert`.
//!
//! The driver knows `disable`, `prefer` and `require` and ignores certificates; what is verified is decided here. A root that is given turns
//! `require` into `verify-ca`, as in libpq.

use std::{
    env, io,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
    server::ParsedCertificate,
};
use tokio_postgres::config::SslMode;
pub(crate) use tokio_postgres_rustls::MakeRustlsConnect as Tls;

use crate::StoreError;

/// What a URL asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    /// The URL without what only we understand.
    pub(crate) rest: String,
    /// What the driver does.
    pub(crate) driver: SslMode,
    verify: Verify,
    roots: Option<Roots>,
}

/// How much of the server's certificate is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verify {
    Nothing,
    /// Who signed it.
    Authority,
    /// And that it is for the host that was asked for.
    Host,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Roots {
    File(PathBuf),
    System,
}

impl Wish {
    /// Reads the parameters of a URL or of a `key=value` text.
    pub(crate) fn read(url: &str) -> Result<Self, StoreError> {
        let bad = |reason: String| StoreError::BadUrl { reason };
        let Parameters { rest, mode, root, client } = Parameters::take(url);
        if client {
            return Err(bad("client certificates (sslcert, sslkey) are not supported; log in with a password".to_owned()));
        }
        let roots = match root.as_deref() {
            None | Some("") => None,
            Some("system") => Some(Roots::System),
            Some(file) => Some(Roots::File(file.into())),
        };
        // The roots of the system are for servers of the public: whoever names them wants the host verified.
        let mode = mode.as_deref().unwrap_or(if roots == Some(Roots::System) { "verify-full" } else { "prefer" });
        let (driver, verify) = match mode {
            "disable" => (SslMode::Disable, Verify::Nothing),
            // Both take what the server has, encrypted where it can.
            "allow" | "prefer" => (SslMode::Prefer, Verify::Nothing),
            "require" if roots.is_some() => (SslMode::Require, Verify::Authority),
            "require" => (SslMode::Require, Verify::Nothing),
            "verify-ca" => (SslMode::Require, Verify::Authority),
            "verify-full" => (SslMode::Require, Verify::Host),
            other => {
                let known = "disable, allow, prefer, require, verify-ca, verify-full";
                return Err(bad(format!("sslmode={other} is unknown; known are {known}")));
            }
        };
        if roots == Some(Roots::System) && verify != Verify::Host {
            return Err(bad(format!("sslmode={mode} is too weak for sslrootcert=system; use verify-full")));
        }
        Ok(Self { rest, driver, verify, roots })
    }

    /// What to connect with.
    pub(crate) fn connector(&self) -> Result<Tls, StoreError> {
        if self.verify == Verify::Nothing {
            return Ok(unverified());
        }
        let roots = self.roots.clone().or_else(|| usual_file().map(Roots::File)).unwrap_or(Roots::System);
        Ok(connector(Some(Trust::load(&roots, self.verify == Verify::Host)?)))
    }
}

/// Encrypts without looking at the certificate.
pub(crate) fn unverified() -> Tls {
    static SHARED: OnceLock<Tls> = OnceLock::new();
    SHARED.get_or_init(|| connector(None)).clone()
}

/// Why a handshake failed, where it did: what to do about it.
pub(crate) fn explain(error: &tokio_postgres::Error) -> Option<String> {
    use std::error::Error as _;
    let failure = error.source()?.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref::<rustls::Error>()?;
    let rustls::Error::InvalidCertificate(why) = failure else { return Some(failure.to_string()) };
    Some(match why {
        CertificateError::UnknownIssuer => {
            "its certificate is not signed by any of the roots; name the file of its authority's certificate \
                                            with sslrootcert=FILE"
                .to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("{why}; connect by a name its certificate is for, or verify only its authority with sslmode=verify-ca")
        }
        other => format!("its certificate is refused: {other}"),
    })
}

/// Where libpq looks for roots when none are named.
fn usual_file() -> Option<PathBuf> {
    let file = Path::new(&env::var_os("HOME")?).join(".postgresql/root.crt");
    file.is_file().then_some(file)
}

fn connector(trust: Option<Trust>) -> Tls {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = Verifier { provider: Arc::clone(&provider), trust };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider speaks TLS 1.2 and 1.3")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Tls::new(config)
}

/// Whom a server must be vouched for by.
#[derive(Debug)]
struct Trust {
    roots: RootCertStore,
    /// The same certificates whole: a server may present one of them as its own.
    whole: Vec<CertificateDer<'static>>,
    host: bool,
}

impl Trust {
    fn load(from: &Roots, host: bool) -> Result<Self, StoreError> {
        let whole: Vec<CertificateDer<'static>> = match from {
            Roots::System => rustls_native_certs::load_native_certs().certs,
            Roots::File(file) => {
                let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
                read.map_err(|error| StoreError::BadUrl { reason: format!("sslrootcert={}: {error}", file.display()) })?
            }
        };
        let mut roots = RootCertStore::empty();
        let (usable, _) = roots.add_parsable_certificates(whole.iter().cloned());
        if usable == 0 {
            let place = match from {
                Roots::System => "this system has no root certificates; install some (`apt-get install ca-certificates`)".to_owned(),
                Roots::File(file) => format!("sslrootcert={}: it holds no certificate in PEM", file.display()),
            };
            return Err(StoreError::BadUrl { reason: place });
        }
        Ok(Self { roots, whole, host })
    }
}

#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    trust: Option<Trust>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(trust) = &self.trust else { return Ok(ServerCertVerified::assertion()) };
        let certificate = ParsedCertificate::try_from(end_entity)?;
        let algorithms = self.provider.signature_verification_algorithms.all;
        let signed = rustls::client::verify_server_cert_signed_by_trust_anchor(&certificate, &trust.roots, intermediates, now, algorithms);
        match signed {
            // Whoever made a certificate for one server with `openssl req -x509` has made an authority: as OpenSSL does, it is believed when
            // it is itself among the roots. Its dates have been looked at by then.
            Err(error) if is_an_authority(&error) && trust.whole.iter().any(|root| root == end_entity) => {}
            signed => signed?,
        }
        if trust.host {
            verify_server_name(&certificate, server_name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn is_an_authority(error: &rustls::Error) -> bool {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(cause))) => {
            cause.downcast_ref::<webpki::Error>() == Some(&webpki::Error::CaUsedAsEndEntity)
        }
        _ => false,
    }
}

/// The parameters that are ours, taken out of a connection text.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parameters {
    rest: String,
    mode: Option<String>,
    root: Option<String>,
    client: bool,
}

impl Parameters {
    fn take(url: &str) -> Self {
        let mut this = Self::default();
        if ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            let (before, query) = url.split_once('?').unwrap_or((url, ""));
            let kept: Vec<&str> = query
                .split('&')
                .filter(|part| !part.is_empty())
                .filter(|part| {
                    let (key, value) = part.split_once('=').unwrap_or((part, ""));
                    !this.takes(key, || percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned())
                })
                .collect();
            this.rest = if kept.is_empty() { before.to_owned() } else { format!("{before}?{}", kept.join("&")) };
            return this;
        }
        let mut kept = Vec::new();
        for (key, value, whole) in pairs(url) {
            if !this.takes(key, || value.clone()) {
                kept.push(whole);
            }
        }
        this.rest = kept.join(" ");
        this
    }

    fn takes(&mut self, key: &str, value: impl FnOnce() -> String) -> bool {
        match key {
            "sslmode" => self.mode = Some(value()),
            "sslrootcert" => self.root = Some(value()),
            "sslcert" | "sslkey" => self.client = true,
            _ => return false,
        }
        true
    }
}

/// Key, value and whole text of each `key=value`; values may be quoted. What is not of this form is left to the driver to refuse.
fn pairs(text: &str) -> Vec<(&str, String, &str)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let start = rest;
        let equals = rest.find('=').unwrap_or(rest.len());
        let key = rest[..equals].trim();
        rest = rest.get(equals + 1..).unwrap_or_default().trim_start();
        let is_quoted = rest.starts_with('\'');
        let mut value = String::new();
        let mut letters = rest.char_indices().skip(usize::from(is_quoted));
        let end = loop {
            match letters.next() {
                None => break rest.len(),
                Some((_, '\\')) => value.extend(letters.next().map(|(_, letter)| letter)),
                Some((at, '\'')) if is_quoted => break at + 1,
                Some((at, letter)) if !is_quoted && letter.is_whitespace() => break at,
                Some((_, letter)) => value.push(letter),
            }
        };
        rest = &rest[end..];
        found.push((key, value, start[..start.len() - rest.len()].trim()));
        rest = rest.trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Wish {
        Wish::read(url).unwrap()
    }

    #[test]
    fn a_mode_means_what_libpq_means_by_it() {
        for (parameters, driver, verify) in [
            ("", SslMode::Prefer, Verify::Nothing),
            ("?sslmode=disable", SslMode::Disable, Verify::Nothing),
            ("?sslmode=prefer&sslrootcert=/r.crt", SslMode::Prefer, Verify::Nothing),
            ("?sslmode=require", SslMode::Require, Verify::Nothing),
            ("?sslmode=require&sslrootcert=/r.crt", SslMode::Require, Verify::Authority),
            ("?sslmode=verify-ca", SslMode::Require, Verify::Authority),
            ("?sslmode=verify-full", SslMode::Require, Verify::Host),
            ("?sslrootcert=system", SslMode::Require, Verify::Host),
        ] {
            let wish = read(&format!("postgresql://u:p@h/d{parameters}"));
            assert_eq!((wish.driver, wish.verify, wish.rest.as_str()), (driver, verify, "postgresql://u:p@h/d"), "{parameters}");
        }
    }

    #[test]
    fn what_is_not_about_tls_is_left_as_it_was() {
        let wish = read("postgresql://u@h/d?sslmode=require&application_name=a%20b&sslrootcert=%2Fmy%20root.crt&target_session_attrs=any");
        assert_eq!(wish.rest, "postgresql://u@h/d?application_name=a%20b&target_session_attrs=any");
        assert_eq!(wish.roots, Some(Roots::File("/my root.crt".into())));
        let wish = read(r"host=h user = u password='it\'s' sslmode='verify-full' sslrootcert = '/my root\'s.crt' dbname=d");
        assert_eq!(wish.rest, r"host=h user = u password='it\'s' dbname=d");
        assert_eq!((wish.verify, wish.roots), (Verify::Host, Some(Roots::File("/my root's.crt".into()))));
        assert_eq!(read("nonsense").rest, "nonsense");
    }

    #[test]
    fn what_cannot_be_is_said() {
        for (url, said) in [
            ("postgresql://u@h/d?sslmode=always", "sslmode=always is unknown; known are disable, allow"),
            ("postgresql://u@h/d?sslmode=require&sslrootcert=system", "too weak"),
            ("postgresql://u@h/d?sslcert=mine.crt", "client certificates"),
        ] {
            let error = Wish::read(url).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        let error = read("postgresql://u@h/d?sslmode=verify-ca&sslrootcert=/nowhere.crt").connector().err().unwrap().to_string();
        assert!(error.contains("sslrootcert=/nowhere.crt"), "{error}");
    }
}
