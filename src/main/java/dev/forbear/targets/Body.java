package dev.forbear.targets;

import org.jspecify.annotations.Nullable;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/**
 * The body of a call as its spec has it: any JSON, kept as text so that no number loses a digit.
 *
 * @param text what the JSON says if it is a string
 */
@JsonDeserialize(using = Body.Reader.class)
record Body(String json, @Nullable String text) {

    private static final JsonFactory JSON = new JsonFactory();

    static final class Reader extends StdDeserializer<Body> {

        Reader() {
            super(Body.class);
        }

        @Override
        public Body deserialize(JsonParser parser, DeserializationContext context) {
            var text = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
            var json = new StringWriter();
            try (var writer = JSON.createGenerator(ObjectWriteContext.empty(), json)) {
                writer.copyCurrentStructureExact(parser);
            }
            return new Body(json.toString(), text);
        }
    }

    /**
     * What is sent: a string goes as it is where a content type is given, everything else as JSON.
     */
    byte[] bytes(@Nullable MimeType type) {
        if (text == null || type == null) {
            return json.getBytes(StandardCharsets.UTF_8);
        }
        var charset = type.getCharset();
        return text.getBytes(charset == null ? StandardCharsets.UTF_8 : charset);
    }

    /**
     * @throws IllegalArgumentException if it is no media type, or its charset is not known here
     */
    static MimeType type(String contentType) {
        try {
            return MimeTypeUtils.parseMimeType(contentType);
        } catch (InvalidMimeTypeException e) {
            throw new IllegalArgumentException(
                    "must have a content type like text/plain; charset=UTF-8, of a charset that is"
                            + " known here",
                    e);
        }
    }

    static boolean isJson(MimeType type) {
        return type.getSubtype().equals("json") || type.getSubtype().endsWith("+json");
    }

    @Override
    public String toString() {
        return "a body of " + json.length() + " characters";
    }
}
