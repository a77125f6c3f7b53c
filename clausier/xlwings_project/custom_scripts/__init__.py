"""The commands of the pane and the ribbon: those of xlplugin, given the desk of this server."""

from clausier.server_desk import RemoteDesk
from xlplugin import host
from xlplugin.host import *  # noqa: F403  xlwings looks for the marks its decorator left

host.serve(RemoteDesk())
