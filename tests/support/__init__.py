"""What several areas of tests share: ports, servers, processes. Real ones, on loopback."""
