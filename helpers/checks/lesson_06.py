"""Checks of lesson 06."""
