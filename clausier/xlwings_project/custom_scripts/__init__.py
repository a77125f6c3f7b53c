"""The commands of the pane and the ribbon: those of xlplugin, given the desk of this server."""

import importlib.util

if importlib.util.find_spec("xlplugin.host") is not None:  # while it is being written
    from xlplugin.host import *  # noqa: F403  xlwings looks for the marks its decorator left

    from clausier import desk
    from xlplugin import host

    host.serve(desk)
