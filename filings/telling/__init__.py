"""Who is to hear of a change, and when. Pure."""
