"""Checks of lesson 04."""
