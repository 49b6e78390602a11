"""OpenAI's Python client as people use it, against an address; prints what it was told as JSON."""

import json
import sys

from openai import AuthenticationError, OpenAI, RateLimitError

given = json.load(sys.stdin)
address, asked = given["address"], given["asked"]
lab = OpenAI(base_url=address, api_key=given["key"], max_retries=0)
told = {"models": [it.id for it in lab.models.list()]}


def usage_of(answer):
    return answer.usage.model_dump(exclude_none=True)


whole = lab.chat.completions.create(**asked)
told["whole"] = {"id": whole.id, "text": whole.choices[0].message.content, "usage": usage_of(whole)}

text, usage = "", None
for chunk in lab.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}):
    text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
    usage = chunk.usage or usage
told["streamed"] = {"id": chunk.id, "text": text, "usage": usage.model_dump(exclude_none=True)}

question = {"model": asked["model"], "input": asked["messages"][-1]["content"], "temperature": asked["temperature"]}
response = lab.responses.create(**question, max_output_tokens=asked["max_tokens"])
told["response"] = {"id": response.id, "text": response.output_text, "usage": usage_of(response)}
with lab.responses.stream(**question, max_output_tokens=asked["max_tokens"]) as stream:
    for event in stream:
        pass
    told["responseStreamed"] = event.response.output_text

stopped = lab.chat.completions.create(**asked, stop=given["stop"])
told["stopped"] = stopped.choices[0].message.content

leaving = lab.chat.completions.create(**{**asked, **given["long"]}, stream=True)
for chunk in leaving:
    if chunk.choices and chunk.choices[0].delta.content:
        told["left"] = chunk.id
        break
leaving.close()

try:
    OpenAI(base_url=address, api_key="esp_wrong", max_retries=0).models.list()
except AuthenticationError as error:
    told["wrongKey"] = {"status": error.status_code, "code": error.code}

limited = OpenAI(base_url=address, api_key=given["limitedKey"], max_retries=0)
try:
    for _ in range(2):
        limited.chat.completions.create(**{**asked, "max_tokens": 1})
except RateLimitError as error:
    told["overLimit"] = {"status": error.status_code, "retryAfter": int(error.response.headers["retry-after"])}

print(json.dumps(told))
