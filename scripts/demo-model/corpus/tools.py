"""Keys and the API, and what a chat can do beside answering."""
from .form import ask

QA = [
    ask("keys", """
How do I get an API key?
How do I make a key?
What is a key?
What are API keys?
Where are the keys?
I need an API key
Where do I find my API key?
How do I create a key?
~ How can I get a key for the API?
~ Where can I make an API key?
""", """
Open Settings, then API, and choose New key. It asks on your behalf, with no more rights than yours. The secret is shown once: keep it in ESPALIER_KEY, not in the program.
"""),
    ask("key-limits", """
What limits does a key have?
Can I limit a key?
How do I limit the tokens of a key?
What does over the limit mean?
Why do I get error 429?
How long is a key valid?
When does my key expire?
~ Which limits can a key have?
~ Can a key have a budget?
""", """
A key has an end, a year at most, and may have requests a minute, tokens a minute and tokens a month. It can be held to some models or sessions. Over a limit the API answers 429 and says how long to wait.
"""),
    ask("key-lost", """
I lost my key
My key was stolen
How do I delete a key?
How do I take back a key?
Can I see my key again?
How do I revoke a key?
~ What if my key is lost?
~ How can I revoke an API key?
""", """
A secret is shown once and cannot be had again. Open Settings, then API, take the key back and make a new one. Programs that ask with the old one are refused at once; what it used stays counted.
"""),
    ask("api-address", """
What is the address of the API?
What is the base URL?
Which base URL do I use?
What is the endpoint of the API?
Where does the API listen?
~ What is the API address?
~ Which URL does the API have?
""", """
It is the portal's own address with a path behind it:

- OpenAI: `/api/v1`
- Anthropic: `/api/anthropic`
- Ollama: `/api/ollama`

Settings, API, Use it from your tools has them ready to copy.
"""),
    ask("api-shapes", """
Which APIs does Espalier speak?
Does it work with the Anthropic API?
Can I use the Ollama API?
Does Claude Code work with Espalier?
Can I use the Responses API?
Is the API compatible with Ollama?
~ Which API formats are supported?
~ Can I use the Anthropic client?
""", """
Four: OpenAI's chat completions and Responses, Anthropic's Messages and Ollama's chat. All ask the same sessions, with the same keys, limits and meter. Text and tools only; images are refused.
"""),
    ask("auto", """
What does model auto mean?
Which model name do I use in the API?
What do I write as the model?
What is auto in the API?
Which session answers an API call?
~ What is the model called auto?
~ Which model do I name in an API request?
""", """
Name a session, a model, or `auto` for any that you may ask. Of several, the one that answered this conversation before is asked again, else the one with the shortest queue.
"""),
    ask("editor", """
How do I use the model in my editor?
Can I use Espalier in VS Code?
How do I set up an editor plug-in?
How do I use the API from my tools?
Can I use it from a notebook?
Where are the snippets?
~ How can I use it from my editor?
~ How do I connect my tools?
""", """
Open Settings, then API, Use it from your tools. It has snippets for Python, JavaScript, curl and editor plug-ins with your lab's address filled in. Make a key first, and have a session that is ready.
"""),
    ask("open-session", """
Can others use my session?
How do I open my session to all?
How do I share my session?
What does open to all keys mean?
Can a colleague ask my model?
~ How can others ask my session?
~ Can I let others use my session?
""", """
Yes. On the page of the session choose Open to all keys: then everybody's keys may ask it while your booking lasts. In a chat that you share, others can write along.
"""),
    ask("compare", """
How do I compare two models?
What is Compare?
Can I ask two models the same question?
How do I compare answers?
What is blind mode?
How do I rate an answer?
Which of two models is better?
~ How can I compare models?
~ Can I put one question to several models?
""", """
Open Chat, then Compare. One question goes to two to four sessions, or to one with other settings, side by side with time and energy. Rate the answers; names can be hidden until you have.
"""),
    ask("search", """
How do I search my chats?
How do I find an old chat?
Can I search the answers?
Where is the search?
How do I find what somebody wrote?
Does the search find parts of words?
~ How can I find an earlier chat?
~ Can I search in chats?
""", """
Type into Search above the list of chats. It looks through names, questions and answers; words may be cut off at the end, and "in quotes" is a phrase. Filters narrow it by model, folder, tag and day.
"""),
    ask("share", """
How do I share a chat?
Can I share a chat?
How do I send a chat to a colleague?
Can others read my chat?
How do I make a link to a chat?
How do I stop sharing a chat?
~ How can I share my chat?
~ Can I give a colleague a link to my chat?
""", """
Open the chat, then Share. Let everybody of the lab read and write along, or make a link: as it is now or live, until a day or until you take it back. Only people of the lab can open it, and a link only reads.
"""),
    ask("who-sees", """
Who can see my chats?
Are my chats private?
Can an admin read my chats?
Is my chat secret?
~ Who may read my chats?
~ Are chats private?
""", """
You alone, until you share one. Then it is everybody of the lab, or who has a link and is signed in. Nobody outside the lab can.
"""),
    ask("branches", """
What is a branch?
What does 2 of 3 mean?
How do I edit my question?
Can I change my question?
How do I get another answer?
How do I ask for a new answer?
What are versions of an answer?
Where is my old answer?
~ How can I edit a question?
~ What are branches in a chat?
""", """
Edit a question or choose Answer again, and a new version stands beside the old one; nothing is lost. ‹ 2 of 3 › goes through them. Each version has its own conversation below it, and everybody is on a branch of their own.
"""),
    ask("rename-chat", """
How do I rename a chat?
How do I change the name of a chat?
How do I pin a chat?
How do I put chats into folders?
Can I archive a chat?
How do I tag a chat?
~ How can I rename my chat?
~ Can I sort chats into folders?
""", """
Open the menu of the chat: rename it, pin it, give it a folder and tags, archive it or delete it. Folders are yours alone, and each may have a system prompt for new chats.
"""),
    ask("delete-chat", """
How do I delete a chat?
How do I delete all my chats?
How long are chats kept?
Are deleted chats really gone?
I deleted a chat, can I get it back?
~ How can I delete a chat?
~ For how long are chats kept?
""", """
Choose Delete in the menu of the chat; you can bring it back for a minute, then its words are gone. What it cost stays in the reports. Settings, Chats deletes all of them and says how long the lab keeps chats.
"""),
    ask("export-chat", """
How do I export a chat?
How do I save a chat?
Can I download my chats?
Can I import chats from ChatGPT?
How do I print a chat?
How do I bring my chats from Open WebUI?
~ How can I export my chats?
~ Can I import my old chats?
""", """
The menu of a chat saves it as Markdown or JSON. Settings, Chats saves all of yours, and takes in exports of Espalier, Open WebUI and ChatGPT. A chat prints as its thread alone.
"""),
    ask("system-prompt", """
What is a system prompt?
How do I set a system prompt?
What is a preset?
How do I change the temperature?
Where are the settings of a chat?
How do I save a preset?
~ How can I set the system prompt?
~ What are presets?
""", """
A system prompt tells the model how to answer in the whole chat. It and the temperature are in the settings of the chat. A preset keeps both under a name, and one may be for all your new chats. I myself take no notice of it.
"""),
    ask("prompts", """
What is the prompt library?
How do I save a prompt?
Can I keep prompts?
What are slash commands?
What does the slash do in a message?
~ Where are my saved prompts?
~ Which slash commands are there?
""", """
Type `/` in an empty message: it lists your prompts and those of the lab, and commands such as /system, /model and /stop. A prompt may have blanks like {{audience}}, which are asked for.
"""),
    ask("files", """
Can I attach a file?
How do I attach a PDF?
Can you read a PDF?
Can I upload a picture?
Which files can I send?
Can I send images?
~ How can I add a file to a question?
~ Can I attach a document?
""", """
Yes, text files and PDFs: up to eight a question, 10 MB each. The model reads their text. Pictures are refused, since no model here reads them. I am too small to make use of a file.
"""),
    ask("shortcuts", """
Which keyboard shortcuts are there?
What are the shortcuts?
How do I use the keyboard?
Are there keyboard shortcuts?
Which keys can I press?
~ List the keyboard shortcuts
~ What keyboard shortcuts exist?
""", """
Press ? for all of them. ⌘K or Ctrl K searches and jumps, g and then m, b, s, c or r goes to a page, n makes a new chat or booking, and the full stop stops an answer.
"""),
    ask("theme", """
Is there a dark mode?
How do I change the theme?
How do I switch to dark?
Can I use my phone?
Does Espalier work on a phone?
~ How can I get dark mode?
~ Can I use the console on my phone?
""", """
Yes to both: Change theme, beside your name, goes between light and dark, and every page works on a phone.
"""),
    ask("inbox", """
What does the Inbox do?
What is the Inbox?
How am I told about my bookings?
Can I get an email?
How do I see my bookings in my calendar?
What are webhooks?
How do notifications work?
~ What is in the Inbox?
~ How do I get notified?
""", """
The Inbox keeps what the console tells you: a booking that starts, a request that was answered, a Mac that went away. Settings, Notifications also sends mail, calls webhooks, and has an address for your calendar.
"""),
    ask("invite", """
How do I invite a colleague?
How do I add a person?
How do I add a user?
How do I get an account?
Who is the administrator?
How do I give somebody access?
~ How can I add a colleague?
~ Can I invite somebody?
""", """
An admin opens Settings, Team, and adds the person with a role and a first password. If you cannot see Team you are no admin yourself: ask who runs your lab.
"""),
    ask("roles", """
Which roles are there?
What is the difference between a member and a viewer?
What may a viewer do?
What may an admin do?
What is an owner?
Why can I not book?
~ What roles does a lab have?
~ What can a member do?
""", """
- **viewer**: reads
- **member**: books, starts sessions, chats and makes keys
- **admin**: also sets rules, answers requests and manages people
- **owner**: all of that, and gives roles
"""),
    ask("password", """
How do I change my password?
How do I reset my password?
I forgot my password
How do I sign out?
Where is my profile?
~ How can I change my password?
~ Where do I sign out?
""", """
Open Settings: Profile has your password and Sign out. If you have forgotten it, ask an admin of your lab.
"""),
    ask("provenance", """
Where does this answer come from?
Which model wrote this answer?
How do I see how an answer was made?
Which Macs wrote this answer?
~ How do I know which model answered?
~ Where can I see which Macs wrote it?
""", """
Open the menu of the answer: Where this answer comes from. It names model, session, Macs, settings, tokens, times and energy, and what was measured.
"""),
]
