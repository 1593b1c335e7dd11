package dev.forbear.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/** In which forms a secret is found in a text, and what is none. */
class TakenOutTest {

    private static final SecretNames NAMES = new SecretNames(List.of("password", "token"));

    private static String told(String spec, String text) {
        return Secrets.of(spec, NAMES).takenOutOf(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"password":"a b&c-ü"}     | GET /?p=a%20b%26c-%C3%BC&q=1       | GET /?p=***&q=1
                    {"password":"a b&c-ü"}     | p=a+b%26c-%c3%bc                   | p=***
                    {"password":"a b&c-ü"}     | p=a+b%26c-%FC, in Latin-1          | p=***, in Latin-1
                    {"password":"a b&c-ü"}     | next=%2F%3Fp%3Da%2520b%2526c-%25C3%25BC | next=%2F%3Fp%3D***
                    {"password":"a b&c-ü"}     | cut off: a%20b%26c-%C              | cut off: ***
                    {"password":"a b&c-ü"}     | cut off: a%20b%26c%2...            | cut off: ***...
                    {"password":"a\\"b\\\\c-d"}  | %7B%22p%22:%22a%5C%22b%5C%5Cc-d%22  | %7B%22p%22:%22***%22
                    {"password":"100%-sure"}   | 100%-sure or 100%25-sure           | *** or ***
                    {"password":"hunter2-canary"} | was [hunter2-ca...], or ....    | was [***...], or ....
                    {"token":"Bearer abcdefgh"} | no abcdefgh, Bearer or not        | no ***, Bearer or not
                    {"token":"sid=abcdefgh; path=/x"} | got sid=abcdefgh or abcdefgh | got *** or ***
                    {"password":"-BEGIN-\\nabcdefgh\\nijklmnop\\n"} | bad line: ijklmnop | bad line: ***
                    {"password":12345}         | 12345 is too short                 | *** is too short
                    {"password":123456789}     | was 1.23456789E8, not 123456789    | was ***, not ***
                    {"password":12345}         | 12345.0 is too short               | ***.0 is too short
                    {"password":[1.50e5,1234.50]} | 1.50e5, 150000.0, 150000, 1234.5 | ***, ***, ***, ***
                    {"password":[-0.0,0.000,1.0e0]} | 0 or 0.0, 1 or 1.0            | 0 or 0.0, 1 or 1.0
                    {"password":1e999}         | 1e999 is Infinity                  | *** is Infinity
                    {"password":"abc"}         | abc is too short                   | abc is too short
                    {"token":[true,false,null]} | true, false, null                 | true, false, null
                    """)
    void a_secret_is_found_in_the_forms_in_which_programs_write_it(
            String spec, String text, String told) {
        assertThat(told(spec, text)).isEqualTo(told);
    }

    @Test
    void base64_hides_it_nowhere() {
        var spec = "{\"password\":\"hunter2-canary?>\"}";
        for (var before = 0; before < 7; before++) {
            for (var after = 0; after < 4; after++) {
                var text = "u".repeat(before) + "hunter2-canary?>" + "x".repeat(after);
                var bytes = text.getBytes(StandardCharsets.UTF_8);
                for (var encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                    var said = "Basic " + encoder.encodeToString(bytes) + " is wrong";

                    assertThat(told(spec, said)).matches("Basic .{0,12}\\*{3}.{0,8} is wrong");
                }
            }
        }
    }

    @Test
    void of_more_secrets_than_can_be_looked_for_nothing_is_told() {
        var many =
                IntStream.range(0, 1_001)
                        .mapToObj(i -> "\"" + (1_000_000 + i) + "\"")
                        .toList()
                        .toString();

        assertThat(told("{\"password\":" + many + "}", "no such file")).isEqualTo("***");
        assertThat(told("{\"password\":" + many + "}", "")).isEmpty();
    }

    @Test
    void without_names_or_values_nothing_is_secret() {
        assertThat(Secrets.of("{\"a\":\"http://b/?c=d\"}", new SecretNames(List.of())).isEmpty())
                .isTrue();
        assertThat(Secrets.of("{\"a\":\"password\"}", NAMES).isEmpty()).isTrue();
    }
}
