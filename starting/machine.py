"""What a failure means on this machine, and what to do about it, in one line."""

from starting import THIS

FRESH_GB, UPDATE_GB = 3.0, 0.5  # free disk that an install needs

# What failed programs say, in small letters, and what it means.
CAUSES = {
    ("no space left", "not enough space", "disk quota"): (
        f"The disk is full. Free {FRESH_GB:.0f} GB"
    ),
    ("invalid peer certificate", "certificate_verify_failed", "certificate verify failed"): (
        "The certificate of the download was not accepted. Check the date of this computer; "
        "where a school or firm looks into the traffic, set SSL_CERT_FILE to its certificate"
    ),
    (
        *("do not match the hashes", "hash mismatch", "connection reset", "end of file"),
        *("broken pipe", "incompleteread", "connection broken", "error decoding response body"),
        *("failed to extract", "os error 104", "os error 10054", "winerror 10054"),
    ): "A download was cut off. Check your connection to the internet",
    (
        *("name resolution", "dns error", "failed to establish a new connection"),
        *("error sending request", "network is unreachable", "connection timed out"),
        *("connecttimeout", "read timed out", "tcp connect error"),
        "(from versions: none)",
    ): "The packages could not be downloaded. Check your connection to the internet",
    ("permission denied", "access is denied", "read-only file system"): (
        "No permission to write. Close JupyterLab if it is open, or copy the course "
        "to a folder of your own"
    ),
}


def explain(output):
    """What to do about a failure, in one line, from what the failed program said."""
    text = output.lower()
    for signs, cause in CAUSES.items():
        if any(sign in text for sign in signs):
            return f"{cause}, then run `{THIS}` again: it goes on where it was."
    said = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in said if line.lower().startswith("error")]
    return (errors or said or ["A program failed and did not say why."])[-1]
