"""Checks of lesson 05."""
