"""回头看: closed problems drawn by lot to be looked at again; rule and seed sealed beforehand, published afterwards."""
