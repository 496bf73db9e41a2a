"""The wordings that captions choose from. Every word here is a word that the model knows."""

from __future__ import annotations

KINDS: dict[str, list[str]] = {
    "mountains": ["mountains", "mountain range", "mountain landscape", "mountain", "mountain peaks", "alps", "alpine valley", "rocky mountains", "peaks", "highlands"],
    "hills": ["hills", "rolling hills", "green hills", "countryside", "hillside", "hilly landscape", "farmland", "grassy hills", "rural landscape"],
    "sea": ["sea", "ocean", "open sea", "seascape", "waves of the sea", "the ocean", "the sea", "coast", "ocean waves"],
    "lake": ["lake", "mountain lake", "calm lake", "pond", "lakeside", "forest lake", "lake in the mountains", "alpine lake"],
    "desert": ["desert", "sand dunes", "dunes", "sandy desert", "desert landscape", "sahara", "desert dunes"],
    "forest": ["forest", "woods", "woodland", "pine forest", "deep forest", "clearing in the forest", "edge of the forest", "jungle"],
    "city": ["city", "city skyline", "skyline", "town", "skyscrapers", "downtown", "cityscape", "metropolis", "street in a city", "big city"],
    "meadow": ["meadow", "flower meadow", "field of flowers", "field", "flower field", "blooming meadow", "wildflowers", "grassland", "prairie"],
    "island": ["island", "tropical island", "small island", "island in the sea", "island in the ocean", "lonely island"],
    "beach": ["beach", "sandy beach", "shore", "seashore", "tropical beach", "coastline", "seaside", "bay"],
    "river": ["river", "winding river", "stream", "river valley", "creek", "river in a valley", "valley with a river"],
    "canyon": ["canyon", "red rocks", "mesas", "rocky canyon", "grand canyon", "red desert cliffs", "badlands", "wild west landscape"],
}  # fmt: skip
CITY_WATER = [
    "city by the water",
    "city by the river",
    "waterfront city",
    "harbour city",
    "skyline reflected in the water",
    "city at the bay",
]
TIMES: dict[str, list[str]] = {
    "dawn": ["at dawn", "at sunrise", "in the early morning", "in the morning", "morning light", "dawn", "sunrise", "morning"],
    "day": ["by day", "at noon", "at midday", "in daylight", "during the day", "in the afternoon", "in bright daylight", "day", "daytime", "under a blue sky", "blue sky"],
    "sunset": ["at sunset", "in the evening", "evening light", "sunset", "golden hour", "at golden hour", "evening", "while the sun goes down", "sundown"],
    "dusk": ["at dusk", "at twilight", "after sunset", "in the blue hour", "dusk", "twilight"],
    "night": ["at night", "by night", "in the night", "night", "at midnight", "under the night sky", "nighttime", "in the dark", "night sky"],
}  # fmt: skip
WEATHERS: dict[str, list[str]] = {
    "clear": ["clear sky", "cloudless sky", "under a clear sky", "clear weather", "no clouds"],
    "cloudy": ["clouds", "cloudy sky", "with clouds", "cloudy", "fluffy clouds", "under a cloudy sky", "clouds in the sky", "drifting clouds"],
    "fog": ["fog", "in the fog", "mist", "in the mist", "foggy", "misty", "haze", "shrouded in fog", "with morning mist"],
    "rain": ["rain", "in the rain", "rainy", "rainy weather", "pouring rain", "raining", "rain falling", "drizzle"],
    "snow": ["snow falling", "snowfall", "snowing", "in falling snow", "snowy", "falling snow", "snowflakes", "snow"],
    "storm": ["storm", "in a storm", "stormy", "thunderstorm", "lightning", "with lightning", "in a thunderstorm", "dark storm clouds", "stormy sky", "tempest"],
}  # fmt: skip
HUES: dict[str, list[str]] = {
    "pink": ["pink"], "orange": ["orange"], "purple": ["purple", "violet"], "red": ["red", "crimson"], "golden": ["golden", "yellow"],
}  # fmt: skip
HUE_PLACES = [
    "{} sky",
    "{} clouds",
    "a {} sky",
    "under a {} sky",
    "{} light",
    "{} glow in the sky",
    "sky in {}",
    "{} and glowing sky",
]
SEASONS: dict[str, list[str]] = {
    "autumn": ["in autumn", "autumn", "fall colors", "autumn leaves", "autumn colours", "in fall"],
    "spring": ["in spring", "spring", "blossoms", "spring blossoms", "cherry blossom"],
    "winter": ["in winter", "winter", "covered in snow", "winter landscape", "snow covered", "frozen", "icy"],
}  # fmt: skip
SUN = ["sun", "the sun", "bright sun", "with the sun in the sky", "shining sun", "sun in the sky"]
LOW_SUN = ["setting sun", "low sun", "sun above the horizon", "the sun on the horizon", "sun", "big sun"]
RISING_SUN = ["rising sun", "low sun", "sun above the horizon", "sun"]
MOON = ["moon", "full moon", "the moon", "under a full moon", "bright moon", "big moon", "moonlight", "moonlit"]
CRESCENT = ["crescent moon", "moon", "half moon", "moonlight", "sickle moon"]
STARS = ["stars", "starry sky", "starry night", "under the stars", "twinkling stars", "full of stars"]
SNOWCAPS = [
    "snow-capped peaks",
    "snowy mountains",
    "snow capped mountains",
    "snowy peaks",
    "snow on the mountains",
    "snow-capped mountains",
]
CALM = [
    "calm water",
    "still water",
    "reflections",
    "reflected in the water",
    "mirror-like water",
    "reflection in the water",
    "reflections in the lake",
]
ROUGH = ["waves", "rough water", "choppy water", "wavy water"]
RAINBOW = ["rainbow", "a rainbow", "with a rainbow", "under a rainbow", "colorful rainbow"]
PATH = ["path", "a winding path", "dirt road", "road", "trail", "winding road", "a path leading to the horizon"]
CLIFF = ["cliff", "cliffs", "rocky cliff", "steep cliff", "rocky coast", "on a cliff"]
BEHIND = [
    "mountains in the background",
    "in front of mountains",
    "mountains behind",
    "surrounded by mountains",
    "surrounded by forest",
    "forest on the shore",
    "surrounded by pine trees and mountains",
]

OBJECTS: dict[str, tuple[list[str], list[str]]] = {
    "pine": (["pine tree", "pine", "fir", "fir tree", "spruce", "conifer", "evergreen", "christmas tree"], ["pine trees", "pines", "firs", "fir trees", "spruces", "conifers", "evergreens"]),
    "tree": (["tree", "oak", "oak tree", "apple tree", "maple", "leafy tree"], ["trees", "oaks", "oak trees", "apple trees", "maples", "leafy trees"]),
    "palm": (["palm tree", "palm", "coconut tree"], ["palm trees", "palms", "coconut trees"]),
    "cactus": (["cactus", "saguaro"], ["cacti", "cactuses", "saguaros"]),
    "sailboat": (["sailboat", "boat", "sailing boat", "ship", "sailing ship", "yacht", "sail boat"], ["sailboats", "boats", "sailing boats", "ships", "yachts", "sail boats"]),
    "house": (["house", "cottage", "cabin", "home", "farmhouse", "hut", "barn", "small house", "building"], ["houses", "cottages", "cabins", "huts", "village", "farmhouses", "small houses", "buildings"]),
    "lighthouse": (["lighthouse", "light house", "striped lighthouse", "beacon"], ["lighthouses"]),
    "castle": (["castle", "fortress", "medieval castle", "palace", "old castle", "fairytale castle"], ["castles"]),
    "windmill": (["windmill", "mill", "old windmill", "dutch windmill"], ["windmills"]),
    "balloon": (["hot air balloon", "balloon", "hot-air balloon", "air balloon"], ["hot air balloons", "balloons", "hot-air balloons"]),
    "birds": (["flock of birds", "birds", "flying birds", "seagulls", "birds in the sky", "bird"], ["birds", "flocks of birds", "flying birds", "seagulls"]),
    "tent": (["tent", "camping tent", "camp"], ["tents", "camping tents", "campsite"]),
    "church": (["church", "chapel", "church with a steeple", "village church"], ["churches"]),
    "rock": (["rock", "boulder", "big stone", "stone", "large rock"], ["rocks", "boulders", "stones", "big stones"]),
    "snowman": (["snowman", "snow man"], ["snowmen"]),
    "flower": (["flower", "blossom", "daisy", "sunflower", "tulip", "rose"], ["flowers", "blossoms", "daisies", "sunflowers", "tulips", "roses"]),
    "bridge": (["bridge", "stone bridge", "arched bridge", "old bridge"], ["bridges"]),
}  # fmt: skip
COLOURS: list[list[str]] = [
    ["white"], ["red", "scarlet"], ["orange"], ["yellow"], ["green"], ["blue"], ["purple", "violet"], ["pink"], ["brown", "wooden"],
]  # fmt: skip
COUNTS = [
    ["a", "one", "a single", "a lone"],
    ["two", "two", "a pair of", "2"],
    ["three", "three", "3"],
    ["four", "four", "4"],
]
SOME = ["some", "several", "a few", "", "many"]
POSITIONS: dict[str, list[str]] = {
    "left": ["on the left", "at the left", "to the left", "on the left side", "left"],
    "middle": ["in the middle", "in the center", "at the center", "in the centre", "centered"],
    "right": ["on the right", "at the right", "to the right", "on the right side", "right"],
}  # fmt: skip
SMALL = ["small", "little", "tiny", "distant"]
LARGE = ["large", "big", "huge", "tall", "giant"]
FAR = ["in the distance", "far away", "in the background"]
NEAR = ["in the foreground", "up close", "in front"]

STYLES: dict[str, list[str]] = {
    "photorealistic": ["a photo of", "photograph of", "realistic", "a realistic photo of", "photorealistic", "photography", "photo of"],
    "painting": ["a painting of", "oil painting of", "watercolor of", "an impressionist painting of", "painted", "acrylic painting of", "oil painting"],
    "cartoon": ["a cartoon of", "cartoon", "comic of", "an illustration of", "animated", "flat illustration of", "drawn in cartoon style"],
    "sketch": ["a sketch of", "pencil drawing of", "a drawing of", "pencil sketch", "black and white drawing of", "hatched drawing of", "charcoal sketch of"],
    "abstract": ["an abstract picture of", "abstract", "abstract art of", "cubist picture of", "geometric abstract art", "modern art of", "abstract composition of"],
}  # fmt: skip
MOODS = [
    "beautiful", "serene", "peaceful", "stunning", "majestic", "dramatic", "quiet", "lonely", "vast", "wide", "magical", "lovely",
    "breathtaking", "tranquil", "vibrant", "scenic", "calm", "epic", "picturesque", "atmospheric", "wonderful", "dreamy", "gorgeous", "colorful", "old", "wild",
]  # fmt: skip
OPENINGS = [
    "a view of",
    "view of",
    "a scene with",
    "landscape with",
    "picture of",
    "an image of",
    "a landscape of",
    "panorama of",
    "a",
    "the",
    "",
    "",
    "",
    "",
    "",
    "",
]
ENDINGS = [
    "highly detailed",
    "4k",
    "8k",
    "masterpiece",
    "soft light",
    "high quality",
    "detailed",
    "cinematic",
    "wide angle",
    "best quality",
    "sharp focus",
    "beautiful colors",
    "soft colors",
    "very detailed",
]
EXTRA = (
    "and with in on at of the a an by near over under above behind beside between through across into from to is are stands standing sits sailing flying floating "
    "its their there where while around along against surrounded reflecting reflected growing glowing shining lit light shadow rising setting warm cold cool bright dark deep soft "
    "air water sky landscape scenery nature view scene picture image horizon background foreground top side , . - ! ' ; : no not without very"
)  # fmt: skip
