"""The commands of manage.py, most of them run as processes."""
