"""Small servers on channels_socketio, to copy from. README.md says how to start them."""
