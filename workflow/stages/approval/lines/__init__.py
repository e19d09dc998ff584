"""The batch line form of a village (批量授信表): settled lines signed by an officer, approved, and made into cases."""
