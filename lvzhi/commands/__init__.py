"""The command line's commands, one module each; forms and places are handed in by `lvzhi.__main__`."""
