"""What is known of files before their reading: members, descriptions, rules of sites, formats."""
