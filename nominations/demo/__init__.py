"""Base data of the demonstration: real public bodies; every number and person is invented and marked `is_demo`."""
