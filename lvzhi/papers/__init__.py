"""Written outputs (公文): declared in `catalogue`, asked of the measures, laid out as GB/T 9704 wants them."""
