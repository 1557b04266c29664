"""What is true of a conversation: plain, typed data that every other layer reads and none of it owns."""
