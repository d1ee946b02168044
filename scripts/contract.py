"""Runs schemathesis against a `gatewright up` of its own, as a user and as an admin, and ends with schemathesis' word."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

# The checks that need a second account or a chain of requests are tests of our own (crates/api/tests/it).
CHECKS = ",".join(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "missing_required_header",
        "unsupported_method",
        "allow_header_conformance",
        "ignored_auth",
    ]
)
# Streams that never end by themselves.
ENDLESS = ["/api/v1/runs/{run_id}/events"]


def ask(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read()


def admin_token(url, link):
    """The one-time link of the first start signs its bearer in."""
    [token] = urllib.parse.parse_qs(urllib.parse.urlparse(link).query)["token"]
    return signed_in(f"{url}/auth/v1/verify", {"type": "invite", "token_hash": token})


def user_token(url):
    return signed_in(f"{url}/auth/v1/signup", {"email": "reader@example.com", "password": "correct horse battery"})


def signed_in(address, proof):
    status, body = ask(address, proof)
    token = json.loads(body).get("access_token") if status == 200 else None
    if not token:
        sys.exit(f"{address} answered {status}: {body[:500]}")
    return token


def schemathesis(url, who, token, examples, folder):
    print(f"== as {who}", flush=True)
    command = [
        str(Path(sys.executable).absolute().with_name("schemathesis")),
        "run",
        f"{url}/api/v1/openapi.json",
        *["--header", f"Authorization: Bearer {token}"],
        *["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"],
        *["--max-examples", examples, "--seed", "20261126", "--generation-deterministic"],
        # One worker: where two threads parse source at once, Python 3.11 may fail with `AST constructor recursion depth mismatch` (CPython gh-106905).
        *["--suppress-health-check", "all", "--request-timeout", "30", "--workers", "1"],
        *[part for path in ENDLESS for part in ("--exclude-path", path)],
    ]
    # It keeps what it found in the folder it runs in.
    return subprocess.run(command, cwd=folder, env={**os.environ, "NO_PROXY": "127.0.0.1"}, check=False).returncode


def main():
    binary, examples = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="gatewright-contract-", ignore_cleanup_errors=True) as folder:
        # The account that runs PostgreSQL when we are root must be able to pass.
        os.chmod(folder, 0o711)
        environment = {
            **os.environ,
            "GATEWRIGHT_DATA_DIR": f"{folder}/data",
            "GATEWRIGHT_DICTIONARIES": str(Path("samples/dictionaries").resolve()),
        }
        server = subprocess.Popen(
            [binary, "up", "--listen", "127.0.0.1:0", "--json"], env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            said = ""
            for line in server.stdout:
                said += line
                try:
                    up = json.loads(said)
                    break
                except json.JSONDecodeError:
                    continue
            else:
                sys.exit(f"the server did not come up: {said}")
            url = up["url"]
            ended = [
                schemathesis(url, "a user", user_token(url), examples, folder),
                schemathesis(url, "an admin", admin_token(url, up["admin_link"]), examples, folder),
            ]
        finally:
            server.terminate()
            server.wait(timeout=60)
    sys.exit(max(ended))


main()
