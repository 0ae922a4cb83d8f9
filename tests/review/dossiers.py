"""The script that verifies a dossier, as a module: it is no part of the site, and uses nothing of it."""

import importlib.util
import sys

from tests.architecture.sources import ROOT

SCRIPT = ROOT / "deploy" / "verify_dossier.py"


def _loaded():
    spec = importlib.util.spec_from_file_location("verify_dossier", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


verify = _loaded()


def faults(folder, key="", **others):
    """All that is found; a dossier that cannot be read is one fault."""
    try:
        return list(verify.faults(verify.Dossier(folder, key, **others)))
    except verify.Unreadable as error:
        return [f"{error}"]
