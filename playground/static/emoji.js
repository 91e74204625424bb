// The emoji that are likely here; others are shown by name, as Slack shows those that it does not know.

const TABLE = `+1 👍 -1 👎 thumbsup 👍 thumbsdown 👎 smile 😄 slightly_smiling_face 🙂 grinning 😀 joy 😂 wink 😉 heart ❤️ tada 🎉 eyes 👀 fire 🔥 rocket 🚀
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ warning ⚠️ bell 🔔 no_bell 🔕 pencil 📝 memo 📝 pencil2 ✏️ phone ☎️ telephone_receiver 📞
email 📧 envelope ✉️ calendar 📆 date 📅 spiral_calendar_pad 🗓️ clock1 🕐 hourglass ⌛ hourglass_flowing_sand ⏳ alarm_clock ⏰ moneybag 💰 dollar 💵
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 clipboard 📋 pushpin 📌 round_pushpin 📍 paperclip 📎 link 🔗 lock 🔒 unlock 🔓 key 🔑
mag 🔍 bulb 💡 zap ⚡ star ⭐ sparkles ✨ trophy 🏆 medal 🏅 dart 🎯 handshake 🤝 wave 👋 clap 👏 pray 🙏 muscle 💪 point_right 👉 point_up ☝️ raised_hands 🙌
thinking_face 🤔 cry 😢 sob 😭 sweat_smile 😅 rage 😡 sunglasses 😎 robot_face 🤖 busts_in_silhouette 👥 bust_in_silhouette 👤 office 🏢 house 🏠 house_with_garden 🏡
question ❓ exclamation ❗ information_source ℹ️ large_green_circle 🟢 large_yellow_circle 🟡 red_circle 🔴 large_blue_circle 🔵 white_circle ⚪ black_circle ⚫
arrow_up ⬆️ arrow_down ⬇️ arrow_right ➡️ arrow_left ⬅️ repeat 🔁 recycle ♻️ snowflake ❄️ sunny ☀️ coffee ☕ pizza 🍕 beer 🍺 gift 🎁 package 📦 computer 💻 iphone 📱
speech_balloon 💬 mega 📣 loudspeaker 📢 newspaper 📰 bookmark 🔖 label 🏷️ gear ⚙️ wrench 🔧 hammer 🔨 construction 🚧 stop_sign 🛑 no_entry ⛔ 100 💯 ok_hand 👌 raised_hand ✋ boom 💥`;
const words = TABLE.split(/\s+/);
export const EMOJI = new Map();
for (let index = 0; index < words.length; index += 2) EMOJI.set(words[index], words[index + 1]);

export const QUICK = ["white_check_mark", "eyes", "raised_hands", "tada", "heart", "+1"];

/** The sign of an emoji's name, skin tones left out. */
export const emoji = (name) => EMOJI.get(name.split("::")[0]) ?? `:${name}:`;
