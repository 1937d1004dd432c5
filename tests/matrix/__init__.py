"""Who may do what, tried: role × page, act, measure, file that leaves, address of a file, command; `make access`."""
