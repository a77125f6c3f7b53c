"""Starts headless LibreOffice and joins it; run by the system's python3, which has ``uno``."""

import os
import subprocess
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

START_SECONDS = 60
# What ends a session is caught by those who import this module: « com » exists only once uno does.
__all__ = ["DisposedException", "connect", "named_property"]


def named_property(name, value):
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def connect(profile):
    """Return the process, the context and the desktop; ``profile`` is a folder of its own."""
    pipe = "clausier%d" % os.getpid()
    office = subprocess.Popen(
        ["soffice", "--headless", "--invisible", "--norestore", "--nologo", "--nodefault",
         "-env:UserInstallation=file://%s" % profile, "--accept=pipe,name=%s;urp;" % pipe],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here
    )
    limit = time.monotonic() + START_SECONDS
    while True:
        try:
            context = resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
            break
        except NoConnectException:
            if time.monotonic() > limit or office.poll() is not None:
                raise
            time.sleep(0.1)
    desktop = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    )
    return office, context, desktop
