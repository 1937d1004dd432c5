"""Our reader beside two libraries, cell by cell over the same books."""
