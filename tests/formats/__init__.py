"""Files the record is written to and read from. These tests need no Django."""
