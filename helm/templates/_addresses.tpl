{{- /* Where clouds hand out credentials: AWS, Azure, Google and most others; ECS tasks and EKS pods; Alibaba; AWS over IPv6. */}}
{{- define "forbear.metadata" -}}
169.254.169.254 169.254.170.2 169.254.170.23 100.100.100.200 fd00:ec2::254 fd00:ec2::23
{{- end }}

{{- /* A list of egress rules with each metadata address cut out of the blocks that hold it. */}}
{{- define "forbear.egress" -}}
{{- range . }}
{{- $peers := list }}
{{- range .to }}
{{- if hasKey . "ipBlock" }}
{{- $peers = append $peers (include "forbear.peer" . | fromYaml) }}
{{- else }}
{{- $peers = append $peers . }}
{{- end }}
{{- end }}
{{- list (merge (dict "to" $peers) .) | toYaml | nindent 0 }}
{{- end }}
{{- end }}

{{- define "forbear.peer" -}}
{{- $cidr := .ipBlock.cidr }}
{{- $except := .ipBlock.except | default list }}
{{- range include "forbear.metadata" $ | splitList " " }}
{{- $single := printf "%s/%s" . (ternary "128" "32" (contains ":" .)) }}
{{- $covered := include "forbear.covers" (list $cidr .) }}
{{- $address := . }}
{{- range $except }}
{{- if include "forbear.covers" (list . $address) }}{{ $covered = "" }}{{ end }}
{{- end }}
{{- if $covered }}
{{- if hasSuffix (printf "/%s" (last (splitList "/" $single))) $cidr }}
{{- fail (printf "networkPolicy allows %s, which is an address of the cloud's metadata service: remove it" $cidr) }}
{{- end }}
{{- $except = append $except $single }}
{{- end }}
{{- end }}
ipBlock:
  cidr: {{ $cidr | quote }}
  {{- with $except }}
  except:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- /* (block, address) → yes if the block holds the address. */}}
{{- define "forbear.covers" -}}
{{- $block := splitList "/" (first .) }}
{{- $address := last . }}
{{- if eq (contains ":" (first $block)) (contains ":" $address) }}
{{- $bits := last $block | int }}
{{- $a := include "forbear.nibbles" (first $block) }}
{{- $b := include "forbear.nibbles" $address }}
{{- $whole := div $bits 4 | int }}
{{- if eq (trunc $whole $a) (trunc $whole $b) }}
{{- $rest := mod $bits 4 | int }}
{{- if eq $rest 0 }}yes
{{- else }}
{{- $size := index (list 16 8 4 2) $rest }}
{{- $next := int (add $whole 1) }}
{{- $x := include "forbear.nibble" (substr $whole $next $a) | int }}
{{- $y := include "forbear.nibble" (substr $whole $next $b) | int }}
{{- if eq (div $x $size) (div $y $size) }}yes{{ end }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- /* An address as its hex digits: 8 of an IPv4 address, 32 of an IPv6 address. */}}
{{- define "forbear.nibbles" -}}
{{- if contains ":" . }}
{{- $halves := splitList "::" (lower .) }}
{{- $left := without (splitList ":" (first $halves)) "" }}
{{- $right := list }}
{{- if gt (len $halves) 1 }}
{{- $right = without (splitList ":" (last $halves)) "" }}
{{- end }}
{{- range $left }}{{ include "forbear.padded" (list 4 .) }}{{ end }}
{{- range until (int (sub 8 (add (len $left) (len $right)))) }}0000{{ end }}
{{- range $right }}{{ include "forbear.padded" (list 4 .) }}{{ end }}
{{- else }}
{{- range splitList "." . }}{{ include "forbear.padded" (list 2 (int . | printf "%x")) }}{{ end }}
{{- end }}
{{- end }}

{{- define "forbear.padded" -}}
{{- $long := printf "0000%s" (last .) }}
{{- substr (int (sub (len $long) (first .))) (len $long) $long }}
{{- end }}

{{- define "forbear.nibble" -}}
{{- index (dict "0" 0 "1" 1 "2" 2 "3" 3 "4" 4 "5" 5 "6" 6 "7" 7 "8" 8 "9" 9 "a" 10 "b" 11 "c" 12 "d" 13 "e" 14 "f" 15) . }}
{{- end }}
