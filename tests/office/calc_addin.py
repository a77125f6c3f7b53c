"""A headless Calc with extensions installed by an ordinary user, and another one's extension."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.external_tools import SYSTEM_PYTHON, require_tool

SCRIPT = Path(__file__).with_name("calc_addin_session.py")
CONNECTION = Path(__file__).with_name("office_connection.py")
SECONDS = 300
NOBODY = 65534
"""LibreOffice installs no extension for root: an ordinary user then runs everything."""


def calculated(extensions: Sequence[bytes], steps: Sequence[dict[str, Any]]) -> list[Any]:
    """Return the answer of each step; see ``calc_addin_session.py``."""
    require_tool("soffice", "unopkg", "uno")
    folder = Path(tempfile.mkdtemp(prefix="clausier-calc-"))
    try:
        # The other user may not be allowed to read this checkout: the script goes as text, and what
        # it imports goes along.
        (folder / CONNECTION.name).write_bytes(CONNECTION.read_bytes())
        (folder / CONNECTION.name).chmod(0o644)
        command = [SYSTEM_PYTHON, "-c", SCRIPT.read_text(encoding="utf-8"), str(folder)]
        if os.geteuid() == 0:
            require_tool("setpriv")
            os.chown(folder, NOBODY, NOBODY)
            rights = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
            command = ["setpriv", *rights, *command]
        encoded = [base64.b64encode(each).decode() for each in extensions]
        done = subprocess.run(
            command, input=json.dumps({"extensions": encoded, "steps": list(steps)}), cwd=folder,
            env={**os.environ, "HOME": str(folder)}, capture_output=True, text=True,
            timeout=SECONDS, check=False,
        )  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


RIVAL_COMPONENT = """
import importlib, os, sys, uno, unohelper
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "python"))
OURS = ("insertion", "xlplugin", "pydantic_core", "annotated_types", "typing_inspection")

class Rival(unohelper.Base, uno.getClass("org.rival.XRival")):
    def __init__(self, context):
        pass

    def OWNER(self, module):
        found = importlib.import_module(module[0][0])
        return ((getattr(found, "OWNER", "somebody else"),),)

    def SEEN(self, module):
        modules = [name for name in sys.modules if name.split(".")[0] in OURS]
        paths = [path for path in sys.path if os.path.isdir(os.path.join(path, "insertion"))]
        lost = [] if "yaml.inside" in sys.modules else ["yaml.inside is lost"]
        setting = os.environ.get("PYDANTIC_DISABLE_PLUGINS", "")
        return ((" ".join([*lost, *modules, *paths, setting]),),)

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Rival, "RIVAL", ("RIVAL", "com.sun.star.sheet.AddIn"))
"""
RIVAL_HELP = "".join(
    f'<node oor:name="{name}" oor:op="replace"><prop oor:name="DisplayName">'
    f'<value xml:lang="en-US">RIVAL.{name}</value></prop><node oor:name="Parameters">'
    '<node oor:name="MODULE" oor:op="replace"><prop oor:name="DisplayName">'
    '<value xml:lang="en-US">module</value></prop></node></node></node>'
    for name in ("OWNER", "SEEN")
)
RIVAL = {
    "python/yaml/__init__.py": 'OWNER = "rival"\n',
    "python/yaml/inside.py": 'OWNER = "rival"\n',
    "python/pydantic.py": 'OWNER = "rival"\n',
    "rival.py": RIVAL_COMPONENT,
    "rival.idl": (
        "module org { module rival { interface XRival: com::sun::star::uno::XInterface {\n"
        "sequence< sequence<any> > OWNER([in] sequence< sequence<any> > MODULE);\n"
        "sequence< sequence<any> > SEEN([in] sequence< sequence<any> > MODULE);\n}; }; };\n"
    ),
    "rival.components": (
        '<components xmlns="http://openoffice.org/2010/uno-components">'
        '<component loader="com.sun.star.loader.Python" uri="rival.py">'
        '<implementation name="RIVAL"><service name="RIVAL"/>'
        '<service name="com.sun.star.sheet.AddIn"/></implementation></component></components>'
    ),
    "CalcAddIns.xcu": (
        '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry"'
        ' oor:package="org.openoffice.Office" oor:name="CalcAddIns"><node oor:name="AddInInfo">'
        '<node oor:name="RIVAL" oor:op="replace"><node oor:name="AddInFunctions">'
        f"{RIVAL_HELP}</node></node></node></oor:component-data>"
    ),
    "description.xml": (
        '<description xmlns="http://openoffice.org/extensions/description/2006">'
        '<identifier value="org.rival"/><version value="1"/></description>'
    ),
    "META-INF/manifest.xml": (
        '<m:manifest xmlns:m="http://openoffice.org/2001/manifest">'
        '<m:file-entry m:full-path="rival.idl"'
        ' m:media-type="application/vnd.sun.star.uno-typelibrary;type=RDB"/>'
        '<m:file-entry m:full-path="rival.components"'
        ' m:media-type="application/vnd.sun.star.uno-components"/>'
        '<m:file-entry m:full-path="CalcAddIns.xcu"'
        ' m:media-type="application/vnd.sun.star.configuration-data"/></m:manifest>'
    ),
}
"""Somebody else's extension, which carries libraries of the same names as ours."""


def rival_extension() -> bytes:
    """Return somebody else's extension: RIVAL.OWNER(module) and RIVAL.SEEN()."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, text in RIVAL.items():
            archive.writestr(path, text)
    return stream.getvalue()
