"""The emoji that a newsroom's messages use, by Slack's names.

Names as in iamcal/emoji-data, which Slack uses. A name that is not here stays
as it was typed.
"""

from __future__ import annotations

_TABLE = """
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 wave 👋 clap 👏 pray 🙏 raised_hands 🙌 ok_hand 👌
point_right 👉 point_up ☝️ point_down 👇 muscle 💪 eyes 👀 handshake 🤝 raised_hand ✋ writing_hand ✍️
smile 😄 grin 😁 joy 😂 slightly_smiling_face 🙂 wink 😉 thinking_face 🤔 neutral_face 😐 sob 😭
tada 🎉 fire 🔥 100 💯 sparkles ✨ star ⭐ heart ❤️ broken_heart 💔 rocket 🚀
scales ⚖️ classical_building 🏛️ judge 🧑‍⚖️ hammer 🔨 page_facing_up 📄 page_with_curl 📃 scroll 📜
memo 📝 pencil 📝 pencil2 ✏️ newspaper 📰 rolled_up_newspaper 🗞️ books 📚 book 📖 bookmark 🔖
paperclip 📎 link 🔗 pushpin 📌 round_pushpin 📍 file_folder 📁 open_file_folder 📂 card_index 📇
clipboard 📋 inbox_tray 📥 outbox_tray 📤 email ✉️ envelope ✉️ mailbox 📫 package 📦
mag 🔍 mag_right 🔎 lock 🔒 unlock 🔓 closed_lock_with_key 🔐 key 🔑
bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢 speech_balloon 💬 thought_balloon 💭
alarm_clock ⏰ clock3 🕒 hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ calendar 📆 date 📅
spiral_calendar_pad 🗓️ white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️
x ❌ negative_squared_cross_mark ❎ warning ⚠️ rotating_light 🚨 no_entry ⛔ no_entry_sign 🚫
construction 🚧 question ❓ exclamation ❗ information_source ℹ️ bulb 💡 gear ⚙️ wrench 🔧
wastebasket 🗑️ moneybag 💰 dollar 💵 credit_card 💳 chart_with_upwards_trend 📈 bar_chart 📊
red_circle 🔴 large_blue_circle 🔵 large_green_circle 🟢 large_yellow_circle 🟡 white_circle ⚪
black_circle ⚫ large_orange_circle 🟠 arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️
arrows_counterclockwise 🔄 repeat 🔁 back 🔙 soon 🔜 new 🆕 free 🆓 ok 🆗 robot_face 🤖 ghost 👻
bust_in_silhouette 👤 busts_in_silhouette 👥 house 🏠 office 🏢 us 🇺🇸 flag-us 🇺🇸
globe_with_meridians 🌐 earth_americas 🌎
coffee ☕ zzz 💤 zap ⚡ snowflake ❄️ sunny ☀️ partly_sunny ⛅ umbrella ☔
"""

_words = _TABLE.split()
EMOJI: dict[str, str] = dict(zip(_words[::2], _words[1::2], strict=True))
_SKINS = {str(tone): chr(0x1F3FB + tone - 2) for tone in range(2, 7)}


def glyph(name: str, skin: str = "") -> str:
    """The character of ``wave``, in the skin tone ``2`` to ``6``; "" for an unknown name."""
    found = EMOJI.get(name, "")
    return found + _SKINS.get(skin, "") if found else ""
