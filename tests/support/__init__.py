"""What tests share: servers, browsers and long counts. No test of the portal itself stands here."""
