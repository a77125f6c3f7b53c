"""The functions that Excel sees: those of xlplugin, decorated there."""

from xlplugin.functions import *  # noqa: F403  xlwings looks for the marks its decorator left
