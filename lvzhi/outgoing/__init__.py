"""What leaves as data: an archive for any engine, a package for the level above. Nothing restricted is in either."""
