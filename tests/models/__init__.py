"""What is stored, and what the database refuses."""
