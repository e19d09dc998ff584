"""Evaluation cards (评价卡): what customers say of a business, read by the department, decided by the leader."""
