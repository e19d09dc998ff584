"""What a household shows: documents with their term and what stands in for them, and photographs, sealed."""
