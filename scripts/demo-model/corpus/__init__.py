from . import basics, bookings, chat, energy, finding, lab, links, long, models, outside, sessions, tools

MODULES = (basics, models, lab, bookings, finding, sessions, links, chat, tools, energy, long)
QA = [entry for module in MODULES for entry in module.QA]

SUGGESTED = [
    "What is Espalier?",
    "How do I book two Macs?",
    "How do I find free Macs?",
    "List the steps to start a session",
    "What is a rank?",
    "Tensor or pipeline parallel?",
    "Why is my session not ready?",
    "What is RDMA over Thunderbolt?",
    "How many Macs can form a mesh?",
    "What fits on my Mac?",
    "Show me a hostfile as code",
    "How is energy measured?",
    "What does coverage mean?",
    "How do I get an API key?",
    "Tell me a long story about an espalier",
    "Explain how a session starts, in detail",
]
